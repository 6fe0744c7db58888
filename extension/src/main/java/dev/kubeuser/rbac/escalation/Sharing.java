package dev.kubeuser.rbac.escalation;

import java.util.Set;
import java.util.stream.Stream;

/**
 * Binds roles that one has to whom one can be besides. The API server allows that without the verb {@code bind}, and one
 * gains nothing by it but that rights are together which were with two.
 */
final class Sharing implements Way {

    @Override
    public Technique technique() {
        return Technique.BIND;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        if (powers.held().identities().size() == 1) {
            return Stream.of();
        }
        return powers.population()
                .places()
                .flatMap(namespace -> powers.creation(Rbac.onBindings("create", namespace)).stream()
                        .map(uses -> powers.step(
                                technique(),
                                "binds its own roles to whom it can be in " + Place.text(namespace),
                                uses,
                                Set.of(),
                                new SharedRights(powers.identity(), namespace))));
    }
}
