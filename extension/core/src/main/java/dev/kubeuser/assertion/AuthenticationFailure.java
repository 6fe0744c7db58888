package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.internal.TokenReview;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessReviewException;

/** Says that the API server takes a user for another one, or does not know it. */
final class AuthenticationFailure {

    private AuthenticationFailure() {}

    static Failure shouldBeAuthenticated(KubeAccess access, AccessReviewException answer) {
        return Failure.of(
                "Expecting " + access,
                "to be authenticated",
                "but the API server does not accept the credential",
                String.valueOf(answer.getMessage()));
    }

    static Failure shouldBeAccepted(KubeAccess access, String audience, TokenReview review) {
        return Failure.of(
                "Expecting the token of " + access,
                "to be accepted for the audience \"" + audience + "\"",
                "but the API server says no" + (review.error().isEmpty() ? "" : ": " + review.error()));
    }

    static Failure shouldNotBeAccepted(KubeAccess access, String audience) {
        return Failure.of(
                "Expecting the token of " + access,
                "not to be accepted for the audience \"" + audience + "\"",
                "but the API server says yes");
    }

    /** The reason is empty if the API server logs none. */
    static Failure shouldBeRefused(KubeAccess access, String expected, String reason) {
        return Failure.of(
                "Expecting " + access,
                "to be unauthenticated because of " + expected,
                reason.isEmpty()
                        ? "but the API server logs no reason, as for a request without a credential"
                        : "but the API server logs: " + reason);
    }

    /** The expectation is worded as in {@code to be authenticated as "alice"}. */
    static Failure shouldBe(String expected, UserInfo known) {
        return shouldHave(expected, "it is \"" + known.name() + "\" in the groups " + Printable.list(known.groups()));
    }

    /** The expectation is worded as in {@code to have the UID 4711}. */
    static Failure shouldHave(String expected, String found) {
        return Failure.of("Expecting the user", expected, "but the API server says " + found);
    }
}
