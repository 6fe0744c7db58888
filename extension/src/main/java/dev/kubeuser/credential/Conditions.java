package dev.kubeuser.credential;

import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestCondition;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The conditions of a CertificateSigningRequest. A pending one has none.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#request-signing-process">Request
 *     signing process</a>
 */
final class Conditions {

    static final String APPROVED = "Approved";
    static final String DENIED = "Denied";
    static final String FAILED = "Failed";

    private Conditions() {}

    static List<V1CertificateSigningRequestCondition> of(V1CertificateSigningRequest request) {
        if (request.getStatus() == null || request.getStatus().getConditions() == null) {
            return List.of();
        }
        return request.getStatus().getConditions();
    }

    static boolean has(V1CertificateSigningRequest request, String type) {
        return of(request).stream()
                .anyMatch(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    static boolean isIssued(V1CertificateSigningRequest request) {
        return request.getStatus() != null
                && request.getStatus().getCertificate() != null
                && request.getStatus().getCertificate().length > 0;
    }

    static boolean isFinal(V1CertificateSigningRequest request) {
        return isIssued(request) || has(request, DENIED) || has(request, FAILED);
    }

    static V1CertificateSigningRequestCondition decision(String type, String reason, String message) {
        return new V1CertificateSigningRequestCondition()
                .type(type)
                .status("True")
                .reason(reason)
                .message(message);
    }

    /** For error messages: {@code Approved (reason: message), Failed (reason: message)}. */
    static String describe(V1CertificateSigningRequest request) {
        List<V1CertificateSigningRequestCondition> conditions = of(request);
        if (conditions.isEmpty()) {
            return "none, it is Pending";
        }
        return conditions.stream().map(Conditions::describe).collect(Collectors.joining(", "));
    }

    private static String describe(V1CertificateSigningRequestCondition condition) {
        return condition.getType() + " (" + condition.getReason() + ": " + condition.getMessage() + ")";
    }
}
