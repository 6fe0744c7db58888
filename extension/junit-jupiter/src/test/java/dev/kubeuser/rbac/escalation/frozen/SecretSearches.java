package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Techniques that read or write credentials in Secrets. */
final class SecretSearches {

    /**
     * The verbs whose response holds a whole Secret. These include an empty patch, a dry run of a foreground deletion,
     * and deletecollection.
     */
    private static final String[] READING = {"get", "list", "watch", "patch", "delete", "deletecollection"};

    private static final String[] READING_ONE = {"get", "list", "watch"};

    /**
     * The verbs that remove a Secret and read one. A patch that names an owner who does not exist has the garbage
     * collector delete the Secret.
     */
    private static final String[] REPLACING = {"delete", "patch"};

    private SecretSearches() {}

    private static ResourceAttributes in(String namespace) {
        return ResourceAttributes.of("create", "", "secrets").in(namespace);
    }

    /** The permission to read any Secret of a namespace, or else one that a rule names. */
    static Optional<UsedPermission> reading(HeldPermissions permissions, String namespace) {
        return permissions.useOfAny(in(namespace), READING).or(() -> permissions.useOfSome(in(namespace), READING));
    }

    private static String nameOf(UsedPermission use) {
        return ((ResourceAttributes) use.request()).name();
    }

    private static List<UsedPermission> joined(List<UsedPermission> uses, Stream<UsedPermission> more) {
        return Stream.concat(uses.stream(), more).distinct().toList();
    }

    /** Creates a token Secret, which the cluster fills, and reads it. */
    static final class MakingTokens implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.TOKEN_SECRET;
        }

        @Override
        public Need need() {
            return Need.MAKE_SECRETS;
        }

        @Override
        public boolean isJoint() {
            return true;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.namespaces(need()).stream()
                    .filter(namespace -> !permissions.held().hasAllAccountsIn(namespace))
                    .flatMap(namespace -> permissions.creation(in(namespace)).stream()
                            .flatMap(create -> from(permissions, namespace, create)));
        }

        private Stream<Step> from(HeldPermissions permissions, String namespace, List<UsedPermission> create) {
            return any(permissions, namespace)
                    .map(read -> become(permissions, namespace, joined(create, Stream.of(read)), ""))
                    .or(() -> replaced(permissions, namespace)
                            .map(read -> become(
                                    permissions,
                                    namespace,
                                    joined(create, read.stream()),
                                    ", in the place of any \"" + nameOf(read.get(0)) + "\",")))
                    .or(() -> named(permissions, namespace)
                            .map(read -> become(
                                            permissions,
                                            namespace,
                                            joined(create, Stream.of(read)),
                                            ", if there is none \"" + nameOf(read) + "\" yet,")
                                    .map(step -> step.atMost(Certainty.DEPENDS))))
                    .stream()
                    .flatMap(steps -> steps);
        }

        private Stream<Step> become(
                HeldPermissions permissions, String namespace, List<UsedPermission> uses, String condition) {
            return permissions.become(
                    technique(),
                    "makes and reads a token Secret" + condition + " of",
                    uses,
                    permissions.principals().accountsIn(namespace));
        }

        private static Optional<UsedPermission> any(HeldPermissions permissions, String namespace) {
            return actors(permissions, namespace)
                    .flatMap(any -> any.useOfAny(in(namespace), READING).stream())
                    .findFirst();
        }

        /** Reads a Secret that can be removed before it is created. An update can name an owner as a patch can. */
        private static Optional<List<UsedPermission>> replaced(HeldPermissions permissions, String namespace) {
            return actors(permissions, namespace)
                    .flatMap(any -> any.useOfSome(in(namespace), REPLACING).stream())
                    .map(List::of)
                    .findFirst()
                    .or(() -> actors(permissions, namespace)
                            .flatMap(any -> updated(any, namespace).stream())
                            .findFirst());
        }

        private static Optional<List<UsedPermission>> updated(HeldPermissions permissions, String namespace) {
            return permissions
                    .namesFor(in(namespace))
                    .filter(name -> !name.isEmpty())
                    .map(name -> in(namespace).named(name))
                    .flatMap(secret -> permissions.use(secret, "update").stream()
                            .flatMap(update -> permissions.use(secret, READING_ONE).stream()
                                    .map(read -> List.of(read, update))))
                    .findFirst();
        }

        private static Optional<UsedPermission> named(HeldPermissions permissions, String namespace) {
            return actors(permissions, namespace)
                    .flatMap(any -> any.useOfSome(in(namespace), READING).stream())
                    .findFirst();
        }

        /** Any actor that the user has reached may read the Secret. */
        private static Stream<HeldPermissions> actors(HeldPermissions permissions, String namespace) {
            return Stream.concat(
                    Stream.of(permissions),
                    permissions.held().actors().stream().filter(any -> any.mayMeet(Need.READ_SECRETS, namespace)));
        }
    }

    /** Reads a Secret that holds a token. Whether a Secret that a rule names holds one depends on its owner. */
    static final class ReadingTokens implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.READ_SECRETS;
        }

        @Override
        public Need need() {
            return Need.READ_SECRETS;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.namespaces(need()).stream()
                    .filter(namespace -> !permissions.held().hasAllAccountsIn(namespace))
                    .flatMap(namespace -> reading(permissions, namespace).stream()
                            .flatMap(read -> from(permissions, namespace, read)));
        }

        private Stream<Step> from(HeldPermissions permissions, String namespace, UsedPermission read) {
            return permissions
                    .become(
                            technique(),
                            "reads a token from a Secret, if there is one, of",
                            List.of(read),
                            permissions.principals().accountsIn(namespace))
                    .map(step -> nameOf(read).isEmpty() ? step : step.atMost(Certainty.DEPENDS));
        }
    }

    /**
     * Creates, changes or reads a token with which nodes join. Its bearer is in {@code system:bootstrappers} and in the
     * groups that the Secret names, which all begin with that name.
     */
    static final class JoiningNodes implements TechniqueSearch {

        private static final String BOOTSTRAPPERS = "system:bootstrappers";
        private static final String[] CHANGING = {
            "get", "list", "watch", "patch", "update", "delete", "deletecollection"
        };
        private static final Pattern NAME = Pattern.compile("(bootstrap-token-[a-z0-9]{6})?");

        @Override
        public Technique technique() {
            return Technique.BOOTSTRAP_TOKEN;
        }

        @Override
        public Need need() {
            return Need.WRITE_SECRETS;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            ResourceAttributes secrets = in("kube-system");
            if (!permissions.mayMeet(need(), secrets.namespace())) {
                return Stream.of();
            }
            return names(permissions)
                    .flatMap(name -> permissions.creation(secrets, name).stream())
                    .findFirst()
                    .or(() -> names(permissions)
                            .flatMap(name -> Stream.of(CHANGING)
                                    .map(verb -> secrets.named(name).withVerb(verb))
                                    .filter(request -> name.isEmpty() || RbacRequests.hasName(request))
                                    .flatMap(request -> permissions.use(request).stream()))
                            .map(List::of)
                            .findFirst())
                    .map(uses -> permissions.step(
                            technique(),
                            "joins as a node by a bootstrap token, if the API server takes such",
                            uses,
                            new Capability.Identity(UserInfo.user("system:bootstrap:tokens", groups(permissions)))))
                    .stream();
        }

        private static Stream<String> names(HeldPermissions permissions) {
            return permissions.names().stream().filter(NAME.asMatchPredicate());
        }

        private static String[] groups(HeldPermissions permissions) {
            return Stream.concat(
                            Stream.of(BOOTSTRAPPERS),
                            permissions.principals().groups().stream()
                                    .filter(group -> group.startsWith(BOOTSTRAPPERS + ":")))
                    .toArray(String[]::new);
        }
    }
}
