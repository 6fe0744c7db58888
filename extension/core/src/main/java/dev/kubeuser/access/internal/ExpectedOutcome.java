package dev.kubeuser.access.internal;

import java.util.Optional;
import java.util.Set;

/** What an assertion on an answer expects of the request's authorization: with another decision, the test would fail. */
public enum ExpectedOutcome {
    /** An authorizer allowed the request. */
    AUTHORIZED,
    /** The answer is a success: an authorizer allowed the request, and the second checks passed. */
    SUCCESS,
    /** No authorizer allowed the request. */
    NOT_AUTHORIZED,
    /** The answer is 403. Authorizers give most of these; admission and second checks of RBAC give the others. */
    FORBIDDEN;

    private static final int FIRST_ERROR = 400;
    private static final int FORBIDDEN_CODE = 403;
    private static final Set<Integer> ERRORS_PAST_AUTHORIZATION = Set.of(400, 404, 405, 406, 409, 410, 413, 415, 422);

    /**
     * {@return what a test that expects this status code expects of authorization; empty if the code says nothing about
     * it, such as 401, 429 or 500}
     *
     * @param code an HTTP status code
     */
    public static Optional<ExpectedOutcome> impliedBy(int code) {
        if (code == FORBIDDEN_CODE) {
            return Optional.of(FORBIDDEN);
        }
        if (code < FIRST_ERROR) {
            return Optional.of(SUCCESS);
        }
        return isPastAuthorization(code) ? Optional.of(AUTHORIZED) : Optional.empty();
    }

    /**
     * {@return whether the API server gives this code only to authorized requests: a success, or an error that comes after authorization, such as 404, 409 or 422}
     *
     * @param code an HTTP status code; 403 does not count, although admission also gives it after authorization
     */
    public static boolean isPastAuthorization(int code) {
        return code < FIRST_ERROR || ERRORS_PAST_AUTHORIZATION.contains(code);
    }
}
