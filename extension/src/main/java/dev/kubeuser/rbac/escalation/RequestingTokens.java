package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Asks for a token of a ServiceAccount. */
final class RequestingTokens implements Way {

    @Override
    public Technique technique() {
        return Technique.TOKEN_REQUEST;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers.population().accounts().stream()
                .flatMap(account -> powers
                        .use(ResourceAttributes.of("create", "", "serviceaccounts")
                                .subresource("token")
                                .in(account.namespace())
                                .named(account.name()))
                        .map(use -> powers.step(
                                technique(), "asks for a token of " + account, List.of(use), account.identity()))
                        .stream());
    }
}
