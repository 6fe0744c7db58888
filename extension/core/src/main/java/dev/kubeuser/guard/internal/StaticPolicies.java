package dev.kubeuser.guard.internal;

import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.dryrun.internal.AdmissionDenial;
import io.kubernetes.client.openapi.ApiException;

/**
 * Policies that an API server has from files, which nobody can change through the API.
 *
 * @param admin asks as the administrator
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/manifest-admission-control/">Manifest-Based
 *     Admission Control</a>
 */
record StaticPolicies(ApiRequests admin) {

    /** The end of their names. Before Kubernetes 1.37, any policy may be called so. */
    private static final String END = ".static.k8s.io";

    private static final String VALIDATING = "ValidatingAdmissionPolicy";

    private static final int NOT_FOUND = 404;

    /** Whether a policy that denied something is one. */
    boolean have(AdmissionDenial denial) {
        if (!denial.kind().endsWith("AdmissionPolicy") || !denial.name().endsWith(END)) {
            return false;
        }
        String resource =
                denial.kind().equals(VALIDATING) ? "validatingadmissionpolicies" : "mutatingadmissionpolicies";
        try {
            admin.get(admin.url("apis/admissionregistration.k8s.io/v1/" + resource, denial.name()));
            return false;
        } catch (ApiException refusal) {
            return refusal.getCode() == NOT_FOUND;
        }
    }
}
