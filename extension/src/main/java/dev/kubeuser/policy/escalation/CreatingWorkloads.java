package dev.kubeuser.policy.escalation;

import java.util.List;
import java.util.stream.Stream;

/** Runs pods as another ServiceAccount of the namespace: there is no permission that this would take besides. */
final class CreatingWorkloads implements Way {

    @Override
    public Technique technique() {
        return Technique.WORKLOAD;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers.population().namespaces().stream()
                .flatMap(namespace -> Workloads.use(powers, namespace).stream()
                        .flatMap(use -> Accounts.become(
                                powers,
                                technique(),
                                "makes pods run as",
                                List.of(use),
                                powers.population().accountsIn(namespace))));
    }
}
