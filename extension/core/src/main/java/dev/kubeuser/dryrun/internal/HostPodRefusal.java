package dev.kubeuser.dryrun.internal;

import dev.kubeuser.base.internal.Status;
import dev.kubeuser.rbac.escalation.HostPods.Answer;
import io.kubernetes.client.openapi.ApiException;
import java.util.Optional;

/**
 * Who refuses a host pod.
 *
 * @param refusal what the server answered, not 404
 */
record HostPodRefusal(ApiException refusal) {

    /** The ValidatingAdmissionPolicy that refuses the pod; empty if none does. */
    Optional<String> policy() {
        return AdmissionDenial.of(status())
                .filter(denial -> denial.kind().equals("ValidatingAdmissionPolicy"))
                .map(AdmissionDenial::name);
    }

    private Status status() {
        return Status.parse(refusal.getResponseBody()).orElseGet(() -> new Status("", "", ""));
    }

    /** Empty if something else refuses the pod, such as a quota: another pod or a later one would be admitted. */
    Optional<Answer> by() {
        return AdmissionDenial.of(status()).flatMap(HostPodRefusal::answer).or(this::byCause);
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
        return StatusCause.in(status()).stream().anyMatch(StatusCause::isForGood)
                ? Optional.of(Answer.REFUSED)
                : Optional.empty();
    }
}
