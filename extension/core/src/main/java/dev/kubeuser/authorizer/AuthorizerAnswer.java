package dev.kubeuser.authorizer;

import dev.kubeuser.authorizer.internal.Reply;
import dev.kubeuser.authorizer.internal.Reply.Verdict;
import dev.kubeuser.base.internal.Printable;
import java.time.Duration;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * What a webhook authorizer answers. Immutable and thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/webhook/#request-payloads">Request payloads</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AuthorizerAnswer {

    private static final String OF_RBAC = "RBAC:";

    private final Reply reply;

    private AuthorizerAnswer(Verdict verdict, String reason) {
        this(new Reply(verdict, reason, Duration.ZERO));
    }

    private AuthorizerAnswer(Reply reply) {
        this.reply = reply;
    }

    /**
     * {@return the answer that allows the request; no later authorizer of the chain is asked}
     *
     * @param reason why, which failures of tests and the audit log show
     * @throws IllegalArgumentException if the reason is blank, or begins as those of RBAC do
     */
    public static AuthorizerAnswer allow(String reason) {
        return new AuthorizerAnswer(Verdict.ALLOW, own(reason));
    }

    /**
     * {@return the answer that denies the request; no later authorizer of the chain is asked}
     *
     * @param reason why, which the user gets to see
     * @throws IllegalArgumentException if the reason is blank, or begins as those of RBAC do
     */
    public static AuthorizerAnswer deny(String reason) {
        return new AuthorizerAnswer(Verdict.DENY, own(reason));
    }

    /**
     * {@return the answer that leaves the request to the next authorizer of the chain}
     */
    public static AuthorizerAnswer noOpinion() {
        return new AuthorizerAnswer(Reply.NO_OPINION);
    }

    /**
     * {@return a failure of the webhook, with status 503; the authorizer's {@code failurePolicy} then decides about the
     * request}
     *
     * @param message what went wrong
     */
    public static AuthorizerAnswer error(String message) {
        return new AuthorizerAnswer(Verdict.ERROR, message);
    }

    /**
     * {@return the same answer after a delay: if that is longer than the {@code timeout} of the authorizer, the webhook
     * has failed}
     *
     * @param delay how long to wait
     */
    public AuthorizerAnswer after(Duration delay) {
        return new AuthorizerAnswer(new Reply(reply.verdict(), reply.reason(), delay));
    }

    /** Whoever reads a reason must know whose it is, and an authorizer that gives none cannot be told from others. */
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

    Reply reply() {
        return reply;
    }

    /** For example {@code deny: not from this office}. */
    @Override
    public String toString() {
        String words = reply.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String late = reply.delay().isZero() ? "" : ", after " + reply.delay().toMillis() + " ms";
        return words + (reply.reason().isEmpty() ? "" : ": " + Printable.text(reply.reason())) + late;
    }
}
