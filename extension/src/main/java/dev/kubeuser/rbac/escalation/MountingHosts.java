package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Mounts a node's file system by a PersistentVolume, which no check of pods sees, and reads other pods' tokens there. */
final class MountingHosts implements Way {

    @Override
    public Technique technique() {
        return Technique.HOST_VOLUME;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return uses(powers).stream()
                .flatMap(uses -> Accounts.become(
                        powers,
                        technique(),
                        "mounts a node's file system and reads the tokens of pods there, if there are any, that run as",
                        uses,
                        powers.population().accounts()));
    }

    /** A pod's ephemeral volume brings its claim, for which its author needs no right. */
    private static Optional<List<Use>> uses(Powers powers) {
        return powers.creation(ResourceAttributes.of("create", "", "persistentvolumes"))
                .flatMap(volume -> powers.population().namespaces().stream()
                        .flatMap(namespace -> Workloads.uses(powers, namespace).stream())
                        .findFirst()
                        .map(pods ->
                                Stream.concat(volume.stream(), pods.stream()).toList()));
    }
}
