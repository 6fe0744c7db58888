package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Techniques that get hold of a token of a ServiceAccount. */
final class TokenSearches {

    private TokenSearches() {}

    /** Asks for a token of a ServiceAccount. */
    static final class RequestingTokens implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.TOKEN_REQUEST;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.principals().accounts().stream()
                    .flatMap(account -> permissions
                            .use(ResourceAttributes.of("create", "", "serviceaccounts")
                                    .subresource("token")
                                    .in(account.namespace())
                                    .named(account.name()))
                            .map(use -> permissions.step(
                                    technique(), "asks for a token of " + account, List.of(use), account.identity()))
                            .stream());
        }
    }

    /** Makes a Secret of the type for tokens, which the cluster fills, and reads it. */
    static final class MakingTokenSecrets implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.TOKEN_SECRET;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.principals().namespaces().stream()
                    .flatMap(namespace -> permissions
                            .creation(Secrets.in(namespace))
                            .flatMap(create -> reading(permissions, namespace)
                                    .map(read -> Stream.concat(create.stream(), Stream.of(read))
                                            .distinct()
                                            .toList()))
                            .stream()
                            .flatMap(uses -> permissions.become(
                                    technique(),
                                    "makes and reads a token Secret of",
                                    uses,
                                    permissions.principals().accountsIn(namespace))));
        }

        /** Another whom one can be will do. */
        private static Optional<UsedPermission> reading(HeldPermissions permissions, String namespace) {
            return Stream.concat(Stream.of(permissions), permissions.held().identities().stream())
                    .flatMap(any -> any.useOfSome(Secrets.in(namespace), Secrets.READING).stream())
                    .findFirst();
        }
    }

    /** Reads a Secret that holds a token. One that a rule names is taken to hold one. */
    static final class ReadingSecrets implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.READ_SECRETS;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.principals().namespaces().stream()
                    .flatMap(namespace -> permissions.useOfSome(Secrets.in(namespace), Secrets.READING).stream()
                            .flatMap(read -> permissions.become(
                                    technique(),
                                    "reads a token from a Secret, if there is one, of",
                                    List.of(read),
                                    permissions.principals().accountsIn(namespace))));
        }
    }

    /** Requests for Secrets. */
    static final class Secrets {

        /** A patch answers with the object, even one that changes nothing; deleting several with what was deleted. */
        static final String[] READING = {"get", "list", "watch", "patch", "deletecollection"};

        private Secrets() {}

        static ResourceAttributes in(String namespace) {
            return ResourceAttributes.of("create", "", "secrets").in(namespace);
        }
    }
}
