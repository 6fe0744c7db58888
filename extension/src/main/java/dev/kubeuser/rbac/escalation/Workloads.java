package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What makes pods run, each with a ServiceAccount of its choice. A pod's own cannot be changed later. */
final class Workloads {

    private static final ResourceAttributes PODS = ResourceAttributes.of("create", "", "pods");
    private static final List<ResourceAttributes> CONTROLLERS = List.of(
            ResourceAttributes.of("create", "apps", "deployments"),
            ResourceAttributes.of("create", "apps", "daemonsets"),
            ResourceAttributes.of("create", "apps", "statefulsets"),
            ResourceAttributes.of("create", "apps", "replicasets"),
            ResourceAttributes.of("create", "batch", "jobs"),
            ResourceAttributes.of("create", "batch", "cronjobs"),
            ResourceAttributes.of("create", "", "replicationcontrollers"));

    private Workloads() {}

    static Optional<List<Use>> uses(Powers powers, String namespace) {
        return Stream.concat(Stream.of(PODS), CONTROLLERS.stream())
                .flatMap(create -> powers.creation(create.in(namespace)).stream())
                .min(Comparator.comparingInt(List::size))
                .or(() -> change(powers, namespace).map(List::of));
    }

    private static Optional<Use> change(Powers powers, String namespace) {
        return CONTROLLERS.stream()
                .filter(controller -> !controller.resource().equals("jobs"))
                .flatMap(controller -> powers.useOfSome(controller.in(namespace), "update", "patch").stream())
                .findFirst();
    }
}
