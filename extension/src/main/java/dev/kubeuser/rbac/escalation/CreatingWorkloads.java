package dev.kubeuser.rbac.escalation;

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
                .flatMap(namespace -> Workloads.uses(powers, namespace).stream()
                        .flatMap(uses -> Accounts.become(
                                powers,
                                technique(),
                                "makes pods run as",
                                uses,
                                powers.population().accountsIn(namespace))));
    }
}
