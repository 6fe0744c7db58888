package dev.kubeuser.proof;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.SentRequest;
import dev.kubeuser.assertion.Refusal;
import dev.kubeuser.policy.RequestAttributes;
import java.util.Optional;
import java.util.Set;

/** What a client can tell from an answer: whether the request had been authorized. */
final class ClientVerdict {

    private static final int FORBIDDEN = 403;
    private static final int ERRORS = 400;

    /** Errors of handlers that are behind authorization; a 404 may come of a path that nobody serves, after it as well. */
    private static final Set<Integer> BEHIND_AUTHORIZATION = Set.of(400, 404, 405, 406, 409, 410, 413, 415, 422);

    private ClientVerdict() {}

    /** Empty if it cannot tell: of 401, of 429, of a server's own failure, of what something else than RBAC refused. */
    static Optional<Boolean> on(SentRequest request, RequestAttributes attributes) {
        KubeResponse answer = request.answer();
        if (answer.code() == FORBIDDEN) {
            return onRefusal(answer, attributes.verb());
        }
        return answer.code() < ERRORS || BEHIND_AUTHORIZATION.contains(answer.code())
                ? Optional.of(true)
                : Optional.empty();
    }

    private static Optional<Boolean> onRefusal(KubeResponse answer, String verb) {
        return switch (Refusal.of(answer)) {
            case ADMISSION, ESCALATION, SIGNER -> Optional.of(true);
            case AUTHORIZATION -> names(answer, verb) ? Optional.of(false) : Optional.empty();
            case IMPERSONATION, UNKNOWN -> Optional.empty();
        };
    }

    /** One that names another verb, or none, refuses a second check; the first may have passed. */
    private static boolean names(KubeResponse answer, String verb) {
        return answer.body().contains(" cannot " + verb + " ");
    }
}
