package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lets admission put containers of one's own into pods that others create. */
final class ChangingAdmission implements Way {

    private static final String GROUP = "admissionregistration.k8s.io";

    private static final String POLICIES = "mutatingadmissionpolicies";

    @Override
    public Technique technique() {
        return Technique.MUTATING_ADMISSION;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return webhook(powers).or(() -> policy(powers)).stream()
                .flatMap(uses -> Accounts.become(
                        powers,
                        technique(),
                        "changes pods as others create them, if they do, that run as",
                        uses,
                        powers.population().accounts()));
    }

    private static Optional<Use> write(Powers powers, String resource) {
        return powers.useOfSome(ResourceAttributes.of("create", GROUP, resource), "create", "update", "patch");
    }

    private static Optional<List<Use>> webhook(Powers powers) {
        return write(powers, "mutatingwebhookconfigurations").map(List::of);
    }

    /** One that is there is taken to be bound; a new one counts where a binding says so. */
    private static Optional<List<Use>> policy(Powers powers) {
        return powers.useOfSome(ResourceAttributes.of("update", GROUP, POLICIES), "update", "patch")
                .map(List::of)
                .or(() -> powers.creation(ResourceAttributes.of("create", GROUP, POLICIES))
                        .flatMap(policy -> write(powers, "mutatingadmissionpolicybindings")
                                .map(binding -> Stream.concat(policy.stream(), Stream.of(binding))
                                        .toList())));
    }
}
