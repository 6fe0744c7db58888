package dev.kubeuser.guard.internal;

import dev.kubeuser.base.internal.Status;
import dev.kubeuser.dryrun.internal.AdmissionDenial;
import dev.kubeuser.dryrun.internal.StatusCause;
import dev.kubeuser.rbac.escalation.HostPods.Answer;
import io.kubernetes.client.openapi.ApiException;
import java.util.Optional;

/**
 * Who refuses a host pod.
 *
 * @param refusal what the server answered, not 404
 */
record HostPodRefusal(ApiException refusal) {

    /** What in admission refuses the pod; empty if nothing does that says so. */
    Optional<AdmissionDenial> denial() {
        return AdmissionDenial.of(status());
    }

    private Status status() {
        return Status.parse(refusal.getResponseBody()).orElseGet(() -> new Status("", "", ""));
    }

    /** Empty if something else refuses the pod, such as a quota: another pod or a later one would be admitted. */
    Optional<Answer> by() {
        return denial().flatMap(HostPodRefusal::answer).or(this::byCause);
    }

    private static Optional<Answer> answer(AdmissionDenial denial) {
        return switch (denial.kind()) {
            case "Webhook" -> Optional.of(Answer.REFUSED_BY_WEBHOOK);
            case "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy" -> Optional.of(Answer.REFUSED_BY_POLICY);
            case "PodSecurity" -> Optional.of(Answer.REFUSED_BY_POD_SECURITY);
            default -> Optional.empty();
        };
    }

    private Optional<Answer> byCause() {
        return StatusCause.in(status()).stream().anyMatch(HostPodRefusal::isForGood)
                ? Optional.of(Answer.REFUSED)
                : Optional.empty();
    }

    /** The namespace is terminating, or the server runs no privileged containers. */
    private static boolean isForGood(StatusCause cause) {
        return cause.reason().equals("NamespaceTerminating")
                || (cause.reason().equals("FieldValueForbidden")
                        && cause.field().endsWith("securityContext.privileged"));
    }
}
