package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Gets into pods that are there: by a command, by their terminal, by one more container or by another image. Up to
 * Kubernetes 1.34 {@code get} is enough for the first two, too; that is not looked for.
 */
final class EnteringPods implements Way {

    @Override
    public Technique technique() {
        return Technique.POD_ACCESS;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers.population().namespaces().stream()
                .flatMap(namespace -> use(powers, namespace).stream()
                        .flatMap(use -> Accounts.become(
                                powers,
                                technique(),
                                "gets into pods, if there are any, that run as",
                                List.of(use),
                                powers.population().accountsIn(namespace))));
    }

    private static Optional<Use> use(Powers powers, String namespace) {
        ResourceAttributes pods = ResourceAttributes.of("create", "", "pods").in(namespace);
        return Stream.of(
                        powers.useOfSome(pods.subresource("exec"), "create"),
                        powers.useOfSome(pods.subresource("attach"), "create"),
                        addingContainers(powers, namespace),
                        powers.useOfSome(pods, "update", "patch"))
                .flatMap(Optional::stream)
                .findFirst();
    }

    static Optional<Use> addingContainers(Powers powers, String namespace) {
        ResourceAttributes pods = ResourceAttributes.of("update", "", "pods").in(namespace);
        return powers.useOfSome(pods.subresource("ephemeralcontainers"), "update", "patch");
    }
}
