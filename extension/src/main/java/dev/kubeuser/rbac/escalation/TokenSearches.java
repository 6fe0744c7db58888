package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Techniques that get the token of a ServiceAccount. */
final class TokenSearches {

    private TokenSearches() {}

    /** Requests a token of a ServiceAccount. */
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

    /** Creates a token Secret, which the cluster fills, and reads it. */
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

        /** Any identity that the user has reached may read the Secret. */
        private static Optional<UsedPermission> reading(HeldPermissions permissions, String namespace) {
            return Stream.concat(Stream.of(permissions), permissions.held().identities().stream())
                    .flatMap(any -> any.useOfSome(Secrets.in(namespace), Secrets.READING).stream())
                    .findFirst();
        }
    }

    /** Reads a Secret that holds a token; assumes that a Secret which a rule names does. */
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

        /** An empty patch returns the object, and deletecollection returns the deleted ones. */
        static final String[] READING = {"get", "list", "watch", "patch", "deletecollection"};

        private Secrets() {}

        static ResourceAttributes in(String namespace) {
            return ResourceAttributes.of("create", "", "secrets").in(namespace);
        }
    }
}
