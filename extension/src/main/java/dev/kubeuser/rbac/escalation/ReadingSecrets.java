package dev.kubeuser.rbac.escalation;

import java.util.List;
import java.util.stream.Stream;

/** Reads a Secret that holds a token. One that a rule names is taken to hold one. */
final class ReadingSecrets implements Way {

    @Override
    public Technique technique() {
        return Technique.READ_SECRETS;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers.population().namespaces().stream()
                .flatMap(namespace -> powers.useOfSome(Secrets.in(namespace), Secrets.READING).stream()
                        .flatMap(read -> Accounts.become(
                                powers,
                                technique(),
                                "reads a token from a Secret, if there is one, of",
                                List.of(read),
                                powers.population().accountsIn(namespace))));
    }
}
