package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Techniques that get the token of a ServiceAccount. */
final class TokenSearches {

    private TokenSearches() {}

    static ResourceAttributes tokenOf(Principals.Account account) {
        return ResourceAttributes.of("create", "", "serviceaccounts")
                .subresource("token")
                .in(account.namespace())
                .named(account.name());
    }

    /** Requests a token of a ServiceAccount. */
    static final class RequestingTokens implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.TOKEN_REQUEST;
        }

        @Override
        public Need need() {
            return Need.REQUEST_TOKENS;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions
                    .newAccounts(need())
                    .flatMap(account -> permissions
                            .use(tokenOf(account))
                            .map(use -> permissions.step(
                                    technique(), "asks for a token of " + account, List.of(use), account.identity()))
                            .stream());
        }
    }
}
