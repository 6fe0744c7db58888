package dev.kubeuser.audit.internal;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ExpectedOutcome;
import dev.kubeuser.access.internal.SentRequest;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.review.Refusal;
import java.util.Optional;

/** Decides from the client's view of an answer whether the request was authorized. */
public final class ClientVerdict {

    private static final int FORBIDDEN = 403;
    private static final String WATCH = "watch";

    private ClientVerdict() {}

    /**
     * Returns empty if the answer does not tell: for 401, 429, a server failure, or a refusal by something other than
     * an authorizer.
     */
    public static Optional<Boolean> on(SentRequest request, RequestAttributes attributes) {
        KubeResponse answer = request.answer();
        if (answer.code() == FORBIDDEN) {
            return isWatchWithoutWords(request, attributes) ? Optional.of(false) : onRefusal(answer, attributes.verb());
        }
        return ExpectedOutcome.isPastAuthorization(answer.code()) ? Optional.of(true) : Optional.empty();
    }

    /** The refusal of a web socket comes without a body. Only authorizers refuse a watch: admission is not asked. */
    private static boolean isWatchWithoutWords(SentRequest request, RequestAttributes attributes) {
        return request.answer().body().isEmpty()
                && request.impersonation() == null
                && attributes.verb().equals(WATCH);
    }

    private static Optional<Boolean> onRefusal(KubeResponse answer, String verb) {
        return switch (Refusal.of(answer)) {
            case ADMISSION, ESCALATION, OWNER, SIGNER -> Optional.of(true);
            case AUTHORIZATION -> names(answer, verb) ? Optional.of(false) : Optional.empty();
            case IMPERSONATION, UNKNOWN -> Optional.empty();
        };
    }

    /** A refusal that names another verb, or none, comes from a second check; the first check may have passed. */
    private static boolean names(KubeResponse answer, String verb) {
        return answer.body().contains(" cannot " + verb + " ");
    }
}
