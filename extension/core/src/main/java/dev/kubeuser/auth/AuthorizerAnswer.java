// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import dev.kubeuser.base.internal.Printable;
import java.time.Duration;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * The answer of a webhook authorizer. Immutable and thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/webhook/#request-payloads">Request payloads</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AuthorizerAnswer {

    private static final String OF_RBAC = "RBAC:";

    private final Verdict verdict;
    private final String reason;
    private final Duration delay;

    /** The verdict of an answer. */
    @API(status = API.Status.INTERNAL)
    public enum Verdict {
        ALLOW,
        DENY,
        NO_OPINION,
        ERROR
    }

    private AuthorizerAnswer(Verdict verdict, String reason, Duration delay) {
        this.verdict = verdict;
        this.reason = reason;
        this.delay = delay;
    }

    /**
     * {@return the answer that allows the request; no later authorizer of the chain is asked}
     *
     * @param reason why, which failures of tests and the audit log show
     * @throws IllegalArgumentException if the reason is blank, or begins as those of RBAC do
     */
    public static AuthorizerAnswer allow(String reason) {
        return new AuthorizerAnswer(Verdict.ALLOW, own(reason), Duration.ZERO);
    }

    /**
     * {@return the answer that denies the request; no later authorizer of the chain is asked}
     *
     * @param reason why, which the user gets to see
     * @throws IllegalArgumentException if the reason is blank, or begins as those of RBAC do
     */
    public static AuthorizerAnswer deny(String reason) {
        return new AuthorizerAnswer(Verdict.DENY, own(reason), Duration.ZERO);
    }

    /** {@return the answer that leaves the request to the next authorizer of the chain} */
    public static AuthorizerAnswer noOpinion() {
        return new AuthorizerAnswer(Verdict.NO_OPINION, "", Duration.ZERO);
    }

    /**
     * {@return a failure of the webhook, with status 503; the authorizer's {@code failurePolicy} then decides about the
     * request}
     *
     * @param message what went wrong
     */
    public static AuthorizerAnswer error(String message) {
        return new AuthorizerAnswer(Verdict.ERROR, message, Duration.ZERO);
    }

    /**
     * {@return the same answer after a delay: if that is longer than the {@code timeout} of the authorizer, the webhook
     * has failed}
     *
     * @param delay how long to wait
     */
    public AuthorizerAnswer after(Duration delay) {
        return new AuthorizerAnswer(verdict, reason, delay);
    }

    /**
     * Readers of a reason must know which authorizer gave it. Without a reason, kubeuser cannot identify the
     * authorizer.
     */
    private static String own(String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("the answer needs a reason: a failed test names the authorizer by it");
        }
        if (reason.startsWith(OF_RBAC)) {
            throw new IllegalArgumentException(
                    "the reason \"" + reason + "\" begins as those of RBAC do, and would be taken for one");
        }
        return reason;
    }

    /** {@return what it says} */
    @API(status = API.Status.INTERNAL)
    public Verdict verdict() {
        return verdict;
    }

    /** {@return why; empty without an opinion} */
    @API(status = API.Status.INTERNAL)
    public String reason() {
        return reason;
    }

    /** {@return how long it takes} */
    @API(status = API.Status.INTERNAL)
    public Duration delay() {
        return delay;
    }

    /** For example {@code deny: not from this office}. */
    @Override
    public String toString() {
        String words = verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String late = delay.isZero() ? "" : ", after " + delay.toMillis() + " ms";
        return words + (reason.isEmpty() ? "" : ": " + Printable.text(reason)) + late;
    }
}
