// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ObservedRequest;
import dev.kubeuser.access.internal.RequestListener.ExpectedOutcome;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.question.internal.AdmissionDenial;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what the API server answered to a real request. Assertions on its code, on authorization or on what
 * refused it also define whether the request has to be authorized. With that they can kill mutants.
 *
 * <pre>{@code
 * assertThat(alice.get("/healthz")).isOk().hasBody("ok");
 * assertThat(alice.get("/api/v1/namespaces/dev/secrets")).isForbiddenBy(Refusal.AUTHORIZATION);
 * }</pre>
 *
 * <p>Not thread-safe, as AssertJ's assertions are not.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public class KubeResponseAssert extends AbstractAssert<KubeResponseAssert, KubeResponse> {

    private static final int OK = 200;
    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /**
     * Begins assertions on an answer.
     *
     * @param actual the answer
     */
    public KubeResponseAssert(KubeResponse actual) {
        super(actual, KubeResponseAssert.class);
    }

    /**
     * Asserts that the answer is 200.
     *
     * @return this
     */
    public KubeResponseAssert isOk() {
        return hasStatus(OK);
    }

    /**
     * Asserts that the answer has this HTTP status code.
     *
     * @param code for example 201
     * @return this
     */
    public KubeResponseAssert hasStatus(int code) {
        ExpectedOutcome.impliedBy(code).ifPresent(outcome -> ObservedRequest.expect(response(), outcome));
        return require(response().code() == code, "to be answered with " + code);
    }

    /**
     * Asserts that the body is exactly this text.
     *
     * @param body for example {@code ok}
     * @return this
     */
    public KubeResponseAssert hasBody(String body) {
        return require(response().body().equals(body), "to be answered with the body \"" + body + "\"");
    }

    /**
     * Asserts that the body contains this text.
     *
     * @param part a part of the body
     * @return this
     */
    public KubeResponseAssert hasBodyContaining(String part) {
        return require(response().body().contains(part), "to be answered with a body that contains \"" + part + "\"");
    }

    /**
     * Asserts that the request passed authorization, whatever happened then: 200, 201, 202, 204, or a later error, such
     * as 404, 409 or 422. Fails on 401, 403, 429 and a server's own failure. Also fails on 404 for a path that the
     * server does not serve: otherwise a mistyped path would pass for a user who may do everything.
     *
     * @return this
     */
    public KubeResponseAssert isAuthorized() {
        ObservedRequest.expect(response(), ExpectedOutcome.AUTHORIZED);
        require(!isOfUnknownPath(), "to be authorized, on a path that the API server serves");
        return require(ExpectedOutcome.isPastAuthorization(response().code()), "to be authorized");
    }

    /** A 404 that does not name the missing object. */
    private boolean isOfUnknownPath() {
        return response().code() == NOT_FOUND
                && Status.parse(actual.body())
                        .filter(status -> !status.details().isEmpty())
                        .isEmpty();
    }

    /**
     * Asserts that the answer is 403, whichever part of the API server gave it. Requests that write Roles, bindings or
     * CertificateSigningRequests are checked again after authorization, so their 403 does not prove that they were not
     * authorized.
     *
     * @return this
     */
    public KubeResponseAssert isForbidden() {
        ObservedRequest.expect(response(), ExpectedOutcome.FORBIDDEN);
        return requireForbidden();
    }

    private KubeResponseAssert requireForbidden() {
        return require(response().code() == FORBIDDEN, "to be forbidden");
    }

    /**
     * Asserts that the answer is 403, and who gave it.
     *
     * @param by for example {@link Refusal#AUTHORIZATION} for what RBAC does not allow
     * @return this
     */
    public KubeResponseAssert isForbiddenBy(Refusal by) {
        if (by.isBehindAuthorization()) {
            ObservedRequest.expect(response(), ExpectedOutcome.AUTHORIZED);
        }
        if (by == Refusal.AUTHORIZATION) {
            ObservedRequest.expect(response(), ExpectedOutcome.NOT_AUTHORIZED);
        }
        requireForbidden();
        return require(Refusal.of(actual) == by, "to be forbidden by " + by.words());
    }

    /**
     * Asserts that the API server took the request: authorization, admission and validation. Of a
     * {@link dev.kubeuser.question.DryRun} that means that it would do the same without {@code dryRun}.
     *
     * @return this
     */
    public KubeResponseAssert isAdmitted() {
        ObservedRequest.expect(response(), ExpectedOutcome.SUCCESS);
        return require(response().code() < FIRST_ERROR, "to be admitted");
    }

    /**
     * Asserts that admission denied the request, and what in it. A policy denies with 422 unless its {@code reason} is
     * another, as an object does that is invalid.
     *
     * @param by for example {@code ValidatingAdmissionPolicy release-only}, {@code ValidatingAdmissionPolicyBinding
     *     release-only-prod}, {@code Webhook pods.example.com} or {@code PodSecurity}. The API server names one of
     *     them; where several deny, which one that is may differ from time to time
     * @return this
     * @throws IllegalArgumentException if nothing in admission is called so
     */
    public KubeResponseAssert isDeniedBy(String by) {
        AdmissionDenial.requireReference(by);
        ObservedRequest.expect(response(), ExpectedOutcome.AUTHORIZED);
        return require(
                AdmissionDenial.of(response()).filter(denial -> denial.isBy(by)).isPresent(), "to be denied by " + by);
    }

    /**
     * Asserts that the API server warned of something, as a policy does whose binding has the action {@code Warn}.
     *
     * @param part a part of the warning
     * @return this
     */
    public KubeResponseAssert hasWarningContaining(String part) {
        return require(
                response().headers().getOrDefault("warning", List.of()).stream()
                        .anyMatch(warning -> warning.contains(part)),
                "to be answered with a warning that contains \"" + part + "\"");
    }

    /**
     * Asserts that the answer is 401: the server does not know who sent the request.
     *
     * @return this
     */
    public KubeResponseAssert isUnauthorized() {
        return require(response().code() == UNAUTHORIZED, "to be unauthorized");
    }

    /**
     * Asserts that the answer is 404.
     *
     * @return this
     */
    public KubeResponseAssert isNotFound() {
        ObservedRequest.expect(response(), ExpectedOutcome.AUTHORIZED);
        return require(response().code() == NOT_FOUND, "not to be found");
    }

    /**
     * Asserts the reason in the server's Status, a single machine-readable word.
     *
     * @param reason for example {@code Forbidden}, {@code AlreadyExists} or {@code Invalid}
     * @return this
     */
    public KubeResponseAssert hasReason(String reason) {
        boolean found = Status.parse(response().body())
                .filter(status -> status.reason().equals(reason))
                .isPresent();
        return require(found, "to be answered with a Status of reason " + reason);
    }

    /**
     * Asserts that the message in the server's Status contains this text.
     *
     * @param part a part of the message
     * @return this
     */
    public KubeResponseAssert hasMessageContaining(String part) {
        boolean found = Status.parse(response().body())
                .filter(status -> status.message().contains(part))
                .isPresent();
        return require(found, "to be answered with a Status whose message contains \"" + part + "\"");
    }

    private KubeResponse response() {
        isNotNull();
        return actual;
    }

    private KubeResponseAssert require(boolean holds, String expected) {
        if (!holds) {
            throw assertionError(Failure.of(
                    "Expecting " + actual.request(),
                    expected,
                    "but the API server answered " + actual.code(),
                    details(actual)));
        }
        return this;
    }

    private static List<String> details(KubeResponse response) {
        List<String> lines = new ArrayList<>();
        ObservedRequest.expired(response).ifPresent(lines::add);
        if (response.code() == FORBIDDEN) {
            lines.add("It is refused by " + Refusal.of(response).words() + ".");
        }
        Status.parse(response.body())
                .ifPresentOrElse(
                        status -> {
                            lines.add("reason:  " + status.reason());
                            lines.add("message: " + Printable.lines(status.message()));
                            if (!status.details().isEmpty()) {
                                lines.add("details: " + status.details());
                            }
                        },
                        () -> lines.add("body: " + Printable.lines(response.excerpt())));
        lines.addAll(ObservedRequest.changeFor(response));
        return lines;
    }
}
