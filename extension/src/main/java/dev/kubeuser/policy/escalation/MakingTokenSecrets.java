package dev.kubeuser.policy.escalation;

import java.util.List;
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
                        .use(Secrets.in(namespace))
                        .flatMap(create -> powers.useOfSome(Secrets.in(namespace), Secrets.READING)
                                .map(read -> List.of(create, read)))
                        .stream()
                        .flatMap(uses -> Accounts.become(
                                powers,
                                technique(),
                                "makes and reads a token Secret of",
                                uses,
                                powers.population().accountsIn(namespace))));
    }
}
