package dev.kubeuser.rbac.escalation;

import java.util.Optional;
import java.util.stream.Stream;

/** Makes a Secret of the type for tokens, which the cluster fills, and reads it. */
final class MakingTokenSecrets implements Way {

    @Override
    public Technique technique() {
        return Technique.TOKEN_SECRET;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers.population().namespaces().stream()
                .flatMap(namespace -> powers
                        .creation(Secrets.in(namespace))
                        .flatMap(create -> reading(powers, namespace)
                                .map(read -> Stream.concat(create.stream(), Stream.of(read))
                                        .distinct()
                                        .toList()))
                        .stream()
                        .flatMap(uses -> Accounts.become(
                                powers,
                                technique(),
                                "makes and reads a token Secret of",
                                uses,
                                powers.population().accountsIn(namespace))));
    }

    /** Another whom one can be will do. */
    private static Optional<Use> reading(Powers powers, String namespace) {
        return Stream.concat(Stream.of(powers), powers.held().identities().stream())
                .flatMap(any -> any.useOfSome(Secrets.in(namespace), Secrets.READING).stream())
                .findFirst();
    }
}
