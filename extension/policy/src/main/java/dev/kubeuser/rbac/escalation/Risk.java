// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.escalation.internal.Privilege;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/** A permission that the Kubernetes documentation warns of, in one namespace or in the whole cluster. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Risk implements RiskAcceptance {
    /** Uses {@code *} for all verbs, resources or URLs, including future ones. */
    WILDCARD("least-privilege", "5.1.3", "all verbs, resources or URLs, also those to come"),
    /**
     * Reads Secrets, also in the response to a change or deletion. Rules that name the Secrets are ignored, unless the
     * empty name is among them: that is the name in a request to list, watch or delete them all.
     */
    SECRETS_READ(
            "listing-secrets",
            "T1528 T1552.007 5.1.2",
            "reads Secrets, and the tokens in them",
            Privilege.READ_SECRETS),
    /**
     * Runs pods, and so uses any ServiceAccount, Secret and ConfigMap of the namespace. Where host pods are admitted,
     * also takes over the node.
     */
    WORKLOAD_CREATION(
            "workload-creation",
            "T1610 5.1.4",
            "runs pods with any ServiceAccount, Secret and ConfigMap of the namespace, and takes over the node "
                    + "where host pods are admitted",
            Privilege.WORKLOADS.toArray(Privilege[]::new)),
    /**
     * Enters running pods by a command, a container or an image. Before Kubernetes 1.35, {@code get} of
     * {@code pods/exec} or {@code pods/attach} is enough.
     */
    POD_ACCESS(
            "workload-creation",
            "T1609",
            "gets into pods with their ServiceAccounts and Secrets",
            Privilege.EXEC,
            Privilege.ATTACH,
            Privilege.ADD_CONTAINERS,
            Privilege.CHANGE_PODS),
    /** Creates PersistentVolumes, and so volumes that are a node's file system. */
    PERSISTENT_VOLUME_CREATION(
            "persistent-volume-creation", "T1611 5.1.9", "mounts file systems of nodes", Privilege.CREATE_VOLUMES),
    /** Uses the kubelet API, which bypasses audit and admission; {@code get} is enough to run commands. */
    NODES_PROXY(
            "access-to-proxy-subresource-of-nodes",
            "T1609 5.1.10",
            "runs commands in all pods of nodes, past audit and admission",
            Privilege.PROXY_TO_NODES),
    /** Writes roles beyond the user's own permissions. */
    ESCALATE(
            "escalate-verb",
            "T1098.006 5.1.8",
            "writes roles beyond its own permissions",
            Privilege.ESCALATE_ROLES,
            Privilege.ESCALATE_CLUSTER_ROLES),
    /** Binds roles beyond the user's own permissions. */
    BIND(
            "bind-verb",
            "T1098.006 5.1.8",
            "binds roles beyond its own permissions",
            Privilege.BIND_ROLES,
            Privilege.BIND_CLUSTER_ROLES),
    /** Acts as others, by any form of impersonation. */
    IMPERSONATE(
            "impersonate-verb",
            "T1078 5.1.8",
            "acts as other users",
            Privilege.IMPERSONATE_USERS,
            Privilege.IMPERSONATE_GROUPS,
            Privilege.IMPERSONATE_ACCOUNTS,
            Privilege.IMPERSONATE_USERS_FOR_SOME,
            Privilege.IMPERSONATE_GROUPS_FOR_SOME,
            Privilege.IMPERSONATE_ACCOUNTS_FOR_SOME,
            Privilege.IMPERSONATE_NODES_FOR_SOME),
    /** Approves certificate requests, which may be in anyone's name. */
    CERTIFICATE_APPROVAL(
            "csrs-and-certificate-issuing",
            "5.1.11",
            "approves certificates in anybody's name",
            Privilege.APPROVE_CERTIFICATE_REQUESTS),
    /** Issues certificates in the name of a signer that others trust. */
    CERTIFICATE_SIGNING(
            "csrs-and-certificate-issuing",
            "",
            "issues certificates in the name of a signer",
            Privilege.SIGN_FOR_SIGNERS),
    /** Requests tokens of ServiceAccounts. */
    TOKEN_REQUEST("token-request", "T1528 5.1.13", "asks for tokens of ServiceAccounts", Privilege.REQUEST_TOKENS),
    /** Decides what admission reads, refuses or changes. */
    ADMISSION_CONTROL(
            "control-admission-webhooks",
            "5.1.12",
            "reads, refuses or changes what others write",
            Privilege.MUTATING_WEBHOOKS,
            Privilege.VALIDATING_WEBHOOKS,
            Privilege.MUTATING_POLICIES,
            Privilege.MUTATING_POLICY_BINDINGS,
            Privilege.VALIDATING_POLICIES,
            Privilege.VALIDATING_POLICY_BINDINGS),
    /** Changes labels of namespaces, on which Pod Security and network policies depend. */
    NAMESPACE_MODIFICATION(
            "namespace-modification",
            "",
            "changes the labels that Pod Security and network policies go by",
            Privilege.CHANGE_NAMESPACES,
            Privilege.CHANGE_NAMESPACE_STATUS,
            Privilege.FINALIZE_NAMESPACES),
    /**
     * Deletes objects that cannot be read from storage, past their finalizers, since Kubernetes 1.37. Rules with
     * {@code *} for all verbs are ignored unless they are for all resources: {@link #WILDCARD} reports them.
     */
    UNSAFE_DELETE(
            Technique.page("reference/using-api/api-concepts/#force-deletion"),
            "",
            "deletes what cannot be read from storage, past finalizers");

    private static final List<Privilege> ENTERING_BY_GET = List.of(Privilege.EXEC_BY_GET, Privilege.ATTACH_BY_GET);

    private static final ResourceAttributes UNSAFE_DELETION =
            ResourceAttributes.of("unsafe-delete-ignore-read-errors", "any-group", "any-resource");

    private static final String ALL = "*";

    /** The API server leaves out every star at the end, and compares the rest with the beginning of a path. */
    private static final Pattern ALL_PATHS = Pattern.compile("/?\\*+");

    private final URI link;
    private final String controls;
    private final String why;

    @SuppressWarnings("ImmutableEnumChecker") // a List.of of an enum
    private final List<Privilege> privileges;

    Risk(String anchor, String controls, String why, Privilege... privileges) {
        this(Technique.goodPractice(anchor), controls, why, privileges);
    }

    Risk(URI link, String controls, String why, Privilege... privileges) {
        this.link = link;
        this.controls = controls;
        this.why = why;
        this.privileges = List.of(privileges);
    }

    /** {@return its id in files, for example {@code secrets-read}} */
    @API(status = API.Status.INTERNAL)
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return what it allows, for example {@code reads Secrets}} */
    @API(status = API.Status.INTERNAL)
    public String why() {
        return why;
    }

    /** {@return the section of the Kubernetes documentation that names it} */
    @API(status = API.Status.INTERNAL)
    public URI link() {
        return link;
    }

    /** {@return its tags, as those of a {@link Technique#tags technique}} */
    @API(status = API.Status.INTERNAL)
    public List<String> tags() {
        return Technique.tags(controls);
    }

    /** Whether a rule grants it when bound in the whole cluster, or in one namespace only. */
    @API(status = API.Status.INTERNAL)
    public boolean isGrantedBy(RbacRule rule, boolean isClusterWide, Set<ServerFeature> features) {
        if (this == WILDCARD) {
            return rule.verbs().contains(ALL)
                    || rule.resources().contains(ALL)
                    || rule.nonResourceUrls().stream()
                            .anyMatch(url -> ALL_PATHS.matcher(url).matches());
        }
        if (this == UNSAFE_DELETE) {
            return features.contains(ServerFeature.UNSAFE_DELETE)
                    && (rule.verbs().contains(UNSAFE_DELETION.verb()) || rule.allows(UNSAFE_DELETION));
        }
        if (this == SECRETS_READ && !rule.resourceNames().isEmpty()) {
            return Privilege.READ_SECRETS.isGivenForAllBy(rule);
        }
        return isOneGiven(privileges, rule, isClusterWide)
                || (this == POD_ACCESS
                        && !features.contains(ServerFeature.CREATE_FOR_STREAMS)
                        && isOneGiven(ENTERING_BY_GET, rule, isClusterWide));
    }

    private static boolean isOneGiven(List<Privilege> privileges, RbacRule rule, boolean isClusterWide) {
        return privileges.stream().anyMatch(privilege -> privilege.isGivenBy(rule, isClusterWide));
    }

    /**
     * {@return the requests that it is about, for objects of any name, on the newest version of Kubernetes; none for
     * {@link #WILDCARD} and {@link #UNSAFE_DELETE}, which are about how rules are written}
     */
    @API(status = API.Status.INTERNAL)
    public RequestSet requests() {
        return privileges.stream().map(Privilege::requests).reduce(RequestSet.none(), RequestSet::union);
    }

    /**
     * {@return the requests that it is about in a policy: for {@link #WILDCARD} those that no rule allows but one with
     * a wildcard, because their verb, API group, resource or path is to come; else {@link #requests()}}
     *
     * @param policy the policy; its rules show for which subresources of all resources there are wildcards
     */
    @API(status = API.Status.INTERNAL)
    public RequestSet requests(RbacPolicy policy) {
        return this == WILDCARD ? unknownRequests(policy) : requests();
    }

    private static RequestSet unknownRequests(RbacPolicy policy) {
        List<String> all = List.of(ALL);
        List<String> verb = List.of("any-verb");
        List<String> resources = Stream.concat(
                        Stream.of("any-resource"),
                        policy.roles().stream()
                                .flatMap(role -> role.rules().stream())
                                .flatMap(rule -> rule.resources().stream())
                                .filter(written -> written.startsWith("*/"))
                                .map(written -> written.replace("*/", "any-resource/")))
                .distinct()
                .toList();
        return RequestSet.union(List.of(
                RequestSet.ofResources(verb, all, all, List.of()),
                RequestSet.ofResources(all, List.of("any-group"), all, List.of()),
                RequestSet.ofResources(all, all, resources, List.of()),
                RequestSet.ofPaths(verb, all),
                RequestSet.ofPaths(all, List.of("/any-path"))));
    }

    /**
     * {@return the acceptance of this risk in one role only}
     *
     * @param role for example {@code Role dev/debuggers} or {@code ClusterRole edit}
     * @throws IllegalArgumentException if the text names no role
     */
    public RiskAcceptance in(String role) {
        return in(RoleReference.parse(role));
    }

    /**
     * {@return the acceptance of this risk in one role only}
     *
     * @param role for example {@code RoleReference.clusterRole("edit")}
     */
    public RiskAcceptance in(RoleReference role) {
        return new InRole(this, role);
    }

    @Override
    @API(status = API.Status.INTERNAL)
    public boolean accepts(RiskFinding finding) {
        return finding.risk() == this;
    }

    /** A risk that is accepted in one role only. */
    private record InRole(Risk risk, RoleReference role) implements RiskAcceptance {

        @Override
        public boolean accepts(RiskFinding finding) {
            return finding.risk() == risk && finding.rule().id().role().equals(role);
        }

        /** The form used in files. */
        @Override
        public String toString() {
            return risk + " in " + role;
        }
    }

    /** The id. */
    @Override
    public String toString() {
        return id();
    }
}
