package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Techniques that get the token of a ServiceAccount. */
final class PlainTokenSearches {

    private PlainTokenSearches() {}

    static ResourceAttributes tokenOf(PlainPrincipals.Account account) {
        return ResourceAttributes.of("create", "", "serviceaccounts")
                .subresource("token")
                .in(account.namespace())
                .named(account.name());
    }

    /** Requests a token of a ServiceAccount. */
    static final class RequestingTokens implements PlainTechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.TOKEN_REQUEST;
        }

        @Override
        public Stream<Step> from(PlainHeldPermissions permissions) {
            return permissions.principals().accounts().stream()
                    .flatMap(account -> permissions
                            .use(tokenOf(account))
                            .map(use -> permissions.step(
                                    technique(), "asks for a token of " + account, List.of(use), account.identity()))
                            .stream());
        }
    }
}
