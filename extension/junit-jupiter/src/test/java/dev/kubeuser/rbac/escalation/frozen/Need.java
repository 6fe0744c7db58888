package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ResourceAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The requests of which a technique needs at least one, whatever their namespaces and names. Who is allowed none of
 * them need not be examined further.
 */
enum Need {
    /** No permission. */
    NOTHING,
    ESCALATE(rbac("roles", "escalate"), rbac("clusterroles", "escalate")),
    BIND(rbac("roles", "bind"), rbac("clusterroles", "bind")),
    MAKE_BINDINGS(rbac("rolebindings", "create"), rbac("clusterrolebindings", "create")),
    IMPERSONATE_USERS(core("users", "impersonate")),
    IMPERSONATE_GROUPS(core("groups", "impersonate")),
    IMPERSONATE_ACCOUNTS(core("serviceaccounts", "impersonate")),
    IMPERSONATE_USERS_FOR_SOME(authentication("users", "impersonate:user-info")),
    IMPERSONATE_ACCOUNTS_FOR_SOME(authentication("serviceaccounts", "impersonate:serviceaccount")),
    IMPERSONATE_NODES_FOR_SOME(authentication("nodes", "impersonate:arbitrary-node", "impersonate:associated-node")),
    REQUEST_TOKENS(core("serviceaccounts/token", "create")),
    MAKE_SECRETS(core("secrets", "create")),
    READ_SECRETS(core("secrets", "get", "list", "watch", "patch", "delete", "deletecollection")),
    WRITE_SECRETS(core("secrets", "create", "get", "list", "watch", "patch", "update", "delete", "deletecollection")),
    APPROVE(certificates("certificatesigningrequests/approval", "update", "patch")),
    APPROVE_OR_JOIN(
            certificates("certificatesigningrequests/approval", "update", "patch"),
            certificates("certificatesigningrequests/nodeclient", "create")),
    RUN_PODS(core("pods", "create"), controllers()),
    ENTER_PODS(
            core("pods/exec", "create", "get"),
            core("pods/attach", "create", "get"),
            core("pods/ephemeralcontainers", "update", "patch"),
            core("pods", "update", "patch")),
    RUN_HOST_PODS(core("pods", "create"), controllers(), core("pods/ephemeralcontainers", "update", "patch")),
    RUN_OR_ENTER_HOST_PODS(
            core("pods", "create", "update", "patch"),
            controllers(),
            core("pods/exec", "create", "get"),
            core("pods/attach", "create", "get"),
            core("pods/ephemeralcontainers", "update", "patch")),
    REACH_KUBELETS(core("nodes/proxy", "get", "create")),
    MAKE_VOLUMES(core("persistentvolumes", "create")),
    CHANGE_ADMISSION(admission("mutatingwebhookconfigurations"), admission("mutatingadmissionpolicies")),
    MAKE_REVISIONS(apps("controllerrevisions", "create")),
    VALIDATE(admission("validatingwebhookconfigurations")),
    SERVE_APIS(of("apiregistration.k8s.io", "apiservices", "create", "update", "patch")),
    CONVERT_RESOURCES(of("apiextensions.k8s.io", "customresourcedefinitions", "create", "update", "patch")),
    DIVERT_SERVICES(
            core("services", "update", "patch"), of("discovery.k8s.io", "endpointslices", "create", "update", "patch")),
    REACH_SERVERS(
            core("pods/proxy", "get", "create", "update", "patch", "delete"),
            core("services/proxy", "get", "create", "update", "patch", "delete"),
            core("pods/portforward", "create", "get")),
    READ_LOGS(core("pods/log", "get")),
    READ_NODE_LOGS(core("nodes/log", "get")),
    MAP_USERS(core("configmaps", "create", "update", "patch")),
    /** What techniques ask for besides the above. */
    MORE(
            rbac("roles", "create", "update", "patch", "delete", "deletecollection"),
            rbac("clusterroles", "create", "update", "patch", "delete", "deletecollection"),
            rbac("rolebindings", "update", "patch"),
            rbac("clusterrolebindings", "update", "patch"),
            authentication("groups", "impersonate:user-info"),
            certificates("signers", "approve"),
            certificates("certificatesigningrequests", "create", "get", "list", "watch", "patch", "delete"),
            core("persistentvolumes", "patch"),
            core("namespaces", "create", "update", "patch"),
            core("namespaces/status", "update", "patch"),
            core("namespaces/finalize", "update"),
            apps("controllerrevisions", "update", "patch", "delete", "deletecollection"),
            apps("statefulsets/status", "update", "patch"),
            admission("mutatingadmissionpolicybindings"),
            admission("validatingadmissionpolicies"),
            admission("validatingadmissionpolicybindings"));

    private static final List<Need> ALL = List.of(values());

    @SuppressWarnings("ImmutableEnumChecker") // a list of records that nobody changes
    private final List<ResourceAttributes> requests;

    @SafeVarargs
    @SuppressWarnings("varargs")
    Need(Stream<ResourceAttributes>... requests) {
        this.requests = Stream.of(requests).flatMap(some -> some).toList();
    }

    private static Stream<ResourceAttributes> of(String apiGroup, String resource, String... verbs) {
        String[] parts = resource.split("/", 2);
        return Stream.of(verbs)
                .map(verb ->
                        ResourceAttributes.of(verb, apiGroup, parts[0]).subresource(parts.length == 2 ? parts[1] : ""));
    }

    private static Stream<ResourceAttributes> core(String resource, String... verbs) {
        return of("", resource, verbs);
    }

    private static Stream<ResourceAttributes> apps(String resource, String... verbs) {
        return of("apps", resource, verbs);
    }

    private static Stream<ResourceAttributes> rbac(String resource, String... verbs) {
        return of("rbac.authorization.k8s.io", resource, verbs);
    }

    private static Stream<ResourceAttributes> authentication(String resource, String... verbs) {
        return of("authentication.k8s.io", resource, verbs);
    }

    private static Stream<ResourceAttributes> certificates(String resource, String... verbs) {
        return of("certificates.k8s.io", resource, verbs);
    }

    private static Stream<ResourceAttributes> admission(String resource) {
        return of("admissionregistration.k8s.io", resource, "create", "update", "patch", "delete", "deletecollection");
    }

    private static Stream<ResourceAttributes> controllers() {
        return Stream.concat(
                Controllers.CREATED.stream(),
                Controllers.CREATED.stream()
                        .flatMap(create -> Stream.of(create.withVerb("update"), create.withVerb("patch"))));
    }

    /** The needs that a role may meet, wherever it is bound. */
    static Set<Need> metBy(RbacRole role) {
        Set<Need> met = EnumSet.noneOf(Need.class);
        for (RbacRule rule : role.rules()) {
            for (Need need : ALL) {
                if (!met.contains(need) && isMetBy(rule, need.requests)) {
                    met.add(need);
                }
            }
        }
        return met;
    }

    private static boolean isMetBy(RbacRule rule, List<ResourceAttributes> requests) {
        String name = rule.resourceNames().isEmpty() ? "" : rule.resourceNames().get(0);
        for (ResourceAttributes request : requests) {
            if (rule.allows(name.isEmpty() ? request : request.named(name))) {
                return true;
            }
        }
        return false;
    }

    /** Workloads that make pods. In a class of its own, because an enum's constants are made before its other static fields. */
    static final class Controllers {

        static final List<ResourceAttributes> CREATED = List.of(
                ResourceAttributes.of("create", "apps", "deployments"),
                ResourceAttributes.of("create", "apps", "daemonsets"),
                ResourceAttributes.of("create", "apps", "statefulsets"),
                ResourceAttributes.of("create", "apps", "replicasets"),
                ResourceAttributes.of("create", "batch", "jobs"),
                ResourceAttributes.of("create", "batch", "cronjobs"),
                ResourceAttributes.of("create", "", "replicationcontrollers"));

        private Controllers() {}
    }
}
