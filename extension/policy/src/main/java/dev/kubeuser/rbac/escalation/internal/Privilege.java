// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The catalogue of privileges: the permissions that the Kubernetes documentation warns of, and those that techniques
 * use. Each is on one resource, by any of some verbs; the verb to try first comes first. A new one has no effect until
 * a {@link Risk} reports it or a {@link Technique} uses it.
 */
public enum Privilege {
    ESCALATE_ROLES("roles.rbac.authorization.k8s.io", "escalate"),
    ESCALATE_CLUSTER_ROLES(Scope.CLUSTER, "clusterroles.rbac.authorization.k8s.io", "escalate"),
    WRITE_ROLES("roles.rbac.authorization.k8s.io", anyChange()),
    WRITE_CLUSTER_ROLES(Scope.CLUSTER, "clusterroles.rbac.authorization.k8s.io", anyChange()),
    BIND_ROLES("roles.rbac.authorization.k8s.io", "bind"),
    BIND_CLUSTER_ROLES("clusterroles.rbac.authorization.k8s.io", "bind"),
    CREATE_ROLE_BINDINGS("rolebindings.rbac.authorization.k8s.io", "create"),
    CREATE_CLUSTER_ROLE_BINDINGS(Scope.CLUSTER, "clusterrolebindings.rbac.authorization.k8s.io", "create"),
    CHANGE_ROLE_BINDINGS("rolebindings.rbac.authorization.k8s.io", changing()),
    CHANGE_CLUSTER_ROLE_BINDINGS(Scope.CLUSTER, "clusterrolebindings.rbac.authorization.k8s.io", changing()),

    IMPERSONATE_USERS(Scope.CLUSTER, "users", "impersonate"),
    IMPERSONATE_GROUPS(Scope.CLUSTER, "groups", "impersonate"),
    IMPERSONATE_ACCOUNTS("serviceaccounts", "impersonate"),
    IMPERSONATE_USERS_FOR_SOME(Scope.CLUSTER, "users.authentication.k8s.io", "impersonate:user-info"),
    IMPERSONATE_GROUPS_FOR_SOME(Scope.CLUSTER, "groups.authentication.k8s.io", "impersonate:user-info"),
    IMPERSONATE_ACCOUNTS_FOR_SOME("serviceaccounts.authentication.k8s.io", "impersonate:serviceaccount"),
    IMPERSONATE_NODES_FOR_SOME(
            Scope.CLUSTER, "nodes.authentication.k8s.io", "impersonate:arbitrary-node", "impersonate:associated-node"),

    REQUEST_TOKENS("serviceaccounts/token", "create"),
    CREATE_SECRETS("secrets", "create"),
    /**
     * By the verbs whose response holds a whole Secret. These include an empty patch, a dry run of a foreground
     * deletion, and deletecollection.
     */
    READ_SECRETS("secrets", "get", "list", "watch", "patch", "delete", "deletecollection"),
    UPDATE_SECRETS("secrets", "update"),
    CREATE_CERTIFICATE_REQUESTS(Scope.CLUSTER, "certificatesigningrequests.certificates.k8s.io", "create"),
    READ_CERTIFICATE_REQUESTS(
            Scope.CLUSTER, "certificatesigningrequests.certificates.k8s.io", "get", "list", "watch", "patch", "delete"),
    APPROVE_CERTIFICATE_REQUESTS(Scope.CLUSTER, "certificatesigningrequests.certificates.k8s.io/approval", changing()),
    JOIN_AS_NODE(Scope.CLUSTER, "certificatesigningrequests.certificates.k8s.io/nodeclient", "create"),
    APPROVE_FOR_SIGNERS(Scope.CLUSTER, "signers.certificates.k8s.io", "approve"),
    SIGN_FOR_SIGNERS(Scope.CLUSTER, "signers.certificates.k8s.io", "sign"),
    WRITE_CONFIG_MAPS("configmaps", writing()),

    CREATE_PODS("pods", "create"),
    WRITE_DEPLOYMENTS("deployments.apps", writing()),
    WRITE_DAEMON_SETS("daemonsets.apps", writing()),
    WRITE_STATEFUL_SETS("statefulsets.apps", writing()),
    WRITE_REPLICA_SETS("replicasets.apps", writing()),
    CREATE_JOBS("jobs.batch", "create"),
    WRITE_CRON_JOBS("cronjobs.batch", writing()),
    WRITE_REPLICATION_CONTROLLERS("replicationcontrollers", writing()),
    CREATE_REVISIONS("controllerrevisions.apps", "create"),
    REPLACE_REVISIONS("controllerrevisions.apps", "delete", "deletecollection", "update", "patch"),
    CHANGE_STATEFUL_SET_STATUS("statefulsets.apps/status", changing()),

    EXEC("pods/exec", "create"),
    EXEC_BY_GET("pods/exec", "get"),
    ATTACH("pods/attach", "create"),
    ATTACH_BY_GET("pods/attach", "get"),
    FORWARD_PORTS("pods/portforward", "create"),
    FORWARD_PORTS_BY_GET("pods/portforward", "get"),
    ADD_CONTAINERS("pods/ephemeralcontainers", changing()),
    CHANGE_PODS("pods", changing()),
    READ_LOGS("pods/log", "get"),
    PROXY_TO_PODS("pods/proxy", "get", "create", "update", "patch", "delete"),
    PROXY_TO_SERVICES("services/proxy", "get", "create", "update", "patch", "delete"),
    PROXY_TO_NODES(Scope.CLUSTER, "nodes/proxy", "get", "create", "update", "patch", "delete"),
    READ_NODE_LOGS(Scope.CLUSTER, "nodes/log", "get"),
    CREATE_VOLUMES(Scope.CLUSTER, "persistentvolumes", "create"),
    CREATE_STORAGE_CLASSES(Scope.CLUSTER, "storageclasses.storage.k8s.io", "create"),
    CREATE_CLAIMS("resourceclaims.resource.k8s.io", "create"),
    CREATE_CLAIM_TEMPLATES("resourceclaimtemplates.resource.k8s.io", "create"),

    MUTATING_WEBHOOKS(Scope.CLUSTER, "mutatingwebhookconfigurations.admissionregistration.k8s.io", anyChange()),
    MUTATING_POLICIES(Scope.CLUSTER, "mutatingadmissionpolicies.admissionregistration.k8s.io", anyChange()),
    MUTATING_POLICY_BINDINGS(
            Scope.CLUSTER, "mutatingadmissionpolicybindings.admissionregistration.k8s.io", anyChange()),
    VALIDATING_WEBHOOKS(Scope.CLUSTER, "validatingwebhookconfigurations.admissionregistration.k8s.io", anyChange()),
    VALIDATING_POLICIES(Scope.CLUSTER, "validatingadmissionpolicies.admissionregistration.k8s.io", anyChange()),
    VALIDATING_POLICY_BINDINGS(
            Scope.CLUSTER, "validatingadmissionpolicybindings.admissionregistration.k8s.io", anyChange()),
    WRITE_API_SERVICES(Scope.CLUSTER, "apiservices.apiregistration.k8s.io", writing()),
    WRITE_DEFINITIONS(Scope.CLUSTER, "customresourcedefinitions.apiextensions.k8s.io", writing()),
    CHANGE_SERVICES("services", changing()),
    WRITE_ENDPOINT_SLICES("endpointslices.discovery.k8s.io", writing()),
    CREATE_NAMESPACES(Scope.CLUSTER, "namespaces", "create"),
    /** The authorizer treats a namespace object as inside itself. Its subresources also write labels. */
    CHANGE_NAMESPACES("namespaces", changing()),
    CHANGE_NAMESPACE_STATUS("namespaces/status", changing()),
    FINALIZE_NAMESPACES("namespaces/finalize", "update"),

    MAP_IDENTITIES_OF_AWS(Scope.CLUSTER, "iamidentitymappings.iamauthenticator.k8s.aws", writing()),
    USE_CONSTRAINTS("securitycontextconstraints.security.openshift.io", "use"),
    WRITE_CONSTRAINTS(Scope.CLUSTER, "securitycontextconstraints.security.openshift.io", writing()),
    WRITE_GROUPS(Scope.CLUSTER, "groups.user.openshift.io", writing()),
    MAP_IDENTITIES(Scope.CLUSTER, "useridentitymappings.user.openshift.io", writing()),
    WRITE_OAUTH_CLIENTS(Scope.CLUSTER, "oauthclients.oauth.openshift.io", writing());

    /** What makes pods, each with the ServiceAccount that its author chooses. */
    public static final List<Privilege> WORKLOADS = List.of(
            CREATE_PODS,
            WRITE_DEPLOYMENTS,
            WRITE_DAEMON_SETS,
            WRITE_STATEFUL_SETS,
            WRITE_REPLICA_SETS,
            CREATE_JOBS,
            WRITE_CRON_JOBS,
            WRITE_REPLICATION_CONTROLLERS);

    private static final List<Privilege> ALL = List.of(values());

    private final boolean isNamespaced;

    @SuppressWarnings("ImmutableEnumChecker") // a List.of of records
    private final List<ResourceAttributes> requests;

    /** A privilege that a Role, or a RoleBinding, can give. */
    Privilege(String resource, String... verbs) {
        this(Scope.NAMESPACE, resource, verbs);
    }

    Privilege(Scope scope, String resource, String... verbs) {
        ResourceName name = ResourceName.parse(resource);
        this.isNamespaced = scope == Scope.NAMESPACE;
        this.requests = Stream.of(verbs).map(verb -> name.request(verb, "")).toList();
    }

    private static String[] changing() {
        return new String[] {"update", "patch"};
    }

    private static String[] writing() {
        return new String[] {"create", "update", "patch"};
    }

    private static String[] anyChange() {
        return new String[] {"create", "update", "patch", "delete", "deletecollection"};
    }

    /** Where a binding has to be that gives it. */
    private enum Scope {
        NAMESPACE,
        CLUSTER
    }

    /** The request by the first verb, for objects of any name. */
    ResourceAttributes request() {
        return requests.get(0);
    }

    /** Its requests in a namespace, or in the whole cluster. */
    Stream<ResourceAttributes> requestsIn(String place) {
        return requests.stream().map(request -> request.in(place));
    }

    /** All its requests, for objects of any name. */
    public RequestSet requests() {
        RequestSet everywhere = request()
                .resourceName()
                .requests(requests.stream().map(ResourceAttributes::verb).toList(), List.of());
        return isNamespaced ? everywhere : everywhere.in("");
    }

    /**
     * Whether a rule alone gives it, bound in the whole cluster or in one namespace. No stream: asked for each rule.
     */
    public boolean isGivenBy(RbacRule rule, boolean isClusterWide) {
        if (!isNamespaced && !isClusterWide) {
            return false;
        }
        for (ResourceAttributes request : requests) {
            if (rule.allows(request)) {
                return true;
            }
            for (String name : rule.resourceNames()) {
                if (isAllowedByName(request.named(name), rule)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a rule, which may name objects, gives it for all of them: by a request that names none. */
    public boolean isGivenForAllBy(RbacRule rule) {
        return requests.stream().anyMatch(request -> request.canBeNameless() && rule.allows(request));
    }

    /** A rule that names objects can create them if it also allows applying them. It never deletes a collection. */
    private static boolean isAllowedByName(ResourceAttributes request, RbacRule rule) {
        return rule.allows(request) && (hasName(request) || createsByApplying(request, rule));
    }

    /**
     * Whether the authorizer sees the object's name. The POST of a new object and the deletion of a collection have
     * none.
     */
    static boolean hasName(ResourceAttributes request) {
        boolean isCreation =
                request.verb().equals("create") && request.subresource().isEmpty();
        return !isCreation && !request.verb().equals("deletecollection");
    }

    /** The verbs that create an object under a given name. */
    static String[] applying(ResourceAttributes request) {
        return request.apiGroup().equals("rbac.authorization.k8s.io") ? changing() : new String[] {"patch"};
    }

    private static boolean createsByApplying(ResourceAttributes request, RbacRule rule) {
        return request.verb().equals("create")
                && Stream.of(applying(request)).anyMatch(verb -> rule.allows(request.withVerb(verb)));
    }

    /**
     * The privileges that a role may give, alone or with other roles, wherever it is bound. A subject without any that
     * a technique needs is not examined further.
     */
    static Set<Privilege> perhapsGivenBy(RbacRole role) {
        Set<Privilege> given = EnumSet.noneOf(Privilege.class);
        for (RbacRule rule : role.rules()) {
            for (Privilege privilege : ALL) {
                if (!given.contains(privilege) && privilege.isPerhapsGivenBy(rule)) {
                    given.add(privilege);
                }
            }
        }
        return given;
    }

    /** Whatever the names: by two rules of one name an object can be created by applying it. */
    private boolean isPerhapsGivenBy(RbacRule rule) {
        String name = rule.resourceNames().isEmpty() ? "" : rule.resourceNames().get(0);
        for (ResourceAttributes request : requests) {
            ResourceAttributes named = request.named(name);
            if (rule.allows(named) || createsByApplying(named, rule)) {
                return true;
            }
        }
        return false;
    }
}
