package dev.kubeuser.rbac.escalation.frozen;

import static dev.kubeuser.rbac.escalation.frozen.RiskyRequests.clusterWide;
import static dev.kubeuser.rbac.escalation.frozen.RiskyRequests.namespaced;

import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestSet;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apiguardian.api.API;

/** A permission that the Kubernetes documentation warns of, in one namespace or in the whole cluster. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Risk implements RiskAcceptance {
    /** Uses {@code *} for all verbs, resources or URLs, including future ones. */
    WILDCARD("least-privilege", "all verbs, resources or URLs, also those to come"),
    /** Reads Secrets, also in the response to a change or deletion. Rules that name the Secrets do not count. */
    SECRETS_READ(
            "listing-secrets",
            "reads Secrets, and the tokens in them",
            namespaced("", "secrets", "get", "list", "watch", "patch", "delete", "deletecollection")),
    /**
     * Runs pods, and so uses any ServiceAccount, Secret and ConfigMap of the namespace. Where host pods are admitted, also
     * takes over the node.
     */
    WORKLOAD_CREATION(
            "workload-creation",
            "runs pods with any ServiceAccount, Secret and ConfigMap of the namespace, and takes over the node where host"
                    + " pods are admitted",
            namespaced("", "pods", "create"),
            namespaced("", "replicationcontrollers", "create", "update", "patch"),
            namespaced("apps", "deployments", "create", "update", "patch"),
            namespaced("apps", "daemonsets", "create", "update", "patch"),
            namespaced("apps", "statefulsets", "create", "update", "patch"),
            namespaced("apps", "replicasets", "create", "update", "patch"),
            namespaced("batch", "jobs", "create"),
            namespaced("batch", "cronjobs", "create", "update", "patch")),
    /**
     * Enters running pods by a command, a container or an image. Before Kubernetes 1.35, {@code get} of {@code pods/exec}
     * or {@code pods/attach} is enough.
     */
    POD_ACCESS(
            "workload-creation",
            "gets into pods with their ServiceAccounts and Secrets",
            namespaced("", "pods/exec", "create"),
            namespaced("", "pods/attach", "create"),
            namespaced("", "pods/ephemeralcontainers", "update", "patch"),
            namespaced("", "pods", "update", "patch")),
    /** Creates PersistentVolumes, and so volumes that are a node's file system. */
    PERSISTENT_VOLUME_CREATION(
            "persistent-volume-creation",
            "mounts file systems of nodes",
            clusterWide("", "persistentvolumes", "create")),
    /** Uses the kubelet API, which bypasses audit and admission; {@code get} is enough to run commands. */
    NODES_PROXY(
            "access-to-proxy-subresource-of-nodes",
            "runs commands in all pods of nodes, past audit and admission",
            clusterWide("", "nodes/proxy", "get", "create", "update", "patch", "delete")),
    /** Writes roles beyond the user's own permissions. */
    ESCALATE(
            "escalate-verb",
            "writes roles beyond its own permissions",
            namespaced("rbac.authorization.k8s.io", "roles", "escalate"),
            clusterWide("rbac.authorization.k8s.io", "clusterroles", "escalate")),
    /** Binds roles beyond the user's own permissions. */
    BIND(
            "bind-verb",
            "binds roles beyond its own permissions",
            namespaced("rbac.authorization.k8s.io", "roles", "bind"),
            namespaced("rbac.authorization.k8s.io", "clusterroles", "bind")),
    /** Acts as others, by any form of impersonation. */
    IMPERSONATE(
            "impersonate-verb",
            "acts as other users",
            clusterWide("", "users", "impersonate"),
            clusterWide("", "groups", "impersonate"),
            namespaced("", "serviceaccounts", "impersonate"),
            clusterWide("authentication.k8s.io", "users", "impersonate:user-info"),
            clusterWide("authentication.k8s.io", "groups", "impersonate:user-info"),
            namespaced("authentication.k8s.io", "serviceaccounts", "impersonate:serviceaccount"),
            clusterWide("authentication.k8s.io", "nodes", "impersonate:arbitrary-node", "impersonate:associated-node")),
    /** Approves certificate requests, which may be in anyone's name. */
    CERTIFICATE_APPROVAL(
            "csrs-and-certificate-issuing",
            "approves certificates in anybody's name",
            clusterWide("certificates.k8s.io", "certificatesigningrequests/approval", "update", "patch")),
    /** Issues certificates in the name of a signer that others trust. */
    CERTIFICATE_SIGNING(
            "csrs-and-certificate-issuing",
            "issues certificates in the name of a signer",
            clusterWide("certificates.k8s.io", "signers", "sign")),
    /** Requests tokens of ServiceAccounts. */
    TOKEN_REQUEST(
            "token-request", "asks for tokens of ServiceAccounts", namespaced("", "serviceaccounts/token", "create")),
    /** Decides what admission reads, refuses or changes. */
    ADMISSION_CONTROL(
            "control-admission-webhooks",
            "reads, refuses or changes what others write",
            admission("mutatingwebhookconfigurations"),
            admission("validatingwebhookconfigurations"),
            admission("mutatingadmissionpolicies"),
            admission("mutatingadmissionpolicybindings"),
            admission("validatingadmissionpolicies"),
            admission("validatingadmissionpolicybindings")),
    /** Changes labels of namespaces, on which Pod Security and network policies depend. */
    NAMESPACE_MODIFICATION(
            "namespace-modification",
            "changes the labels that Pod Security and network policies go by",
            namespaced("", "namespaces", "update", "patch"),
            namespaced("", "namespaces/status", "update", "patch"),
            namespaced("", "namespaces/finalize", "update"));

    private static final List<RiskyRequests> ENTERING_BY_GET =
            List.of(namespaced("", "pods/exec", "get"), namespaced("", "pods/attach", "get"));

    private static final String ALL = "*";
    private static final String ALL_PATHS = "/*";

    private final URI link;
    private final String why;

    @SuppressWarnings("ImmutableEnumChecker") // a List.of of records
    private final List<RiskyRequests> samples;

    Risk(String anchor, String why, RiskyRequests... samples) {
        this.link = KubernetesDocs.goodPractice(anchor);
        this.why = why;
        this.samples = List.of(samples);
    }

    private static RiskyRequests admission(String resource) {
        return clusterWide(
                "admissionregistration.k8s.io", resource, "create", "update", "patch", "delete", "deletecollection");
    }

    /**
     * {@return its id in files, for example {@code secrets-read}}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * {@return what it allows, for example {@code reads Secrets}}
     */
    public String why() {
        return why;
    }

    /**
     * {@return the section of the Kubernetes documentation that names it}
     */
    public URI link() {
        return link;
    }

    /** Whether a rule grants it when bound in the whole cluster, or in one namespace only. */
    boolean isGrantedBy(RbacRule rule, boolean isClusterWide, Set<ServerFeature> features) {
        if (this == WILDCARD) {
            return hasWildcard(rule.verbs()) || hasWildcard(rule.resources()) || hasWildcard(rule.nonResourceUrls());
        }
        if (this == SECRETS_READ && !rule.resourceNames().isEmpty()) {
            return false;
        }
        return isOneAllowed(samples, rule, isClusterWide)
                || (this == POD_ACCESS
                        && !features.contains(ServerFeature.CREATE_FOR_STREAMS)
                        && isOneAllowed(ENTERING_BY_GET, rule, isClusterWide));
    }

    /**
     * {@return the requests that it is about, for objects of any name, on the newest version of Kubernetes; none for
     * {@link #WILDCARD}, which is about how rules are written}
     */
    public RequestSet requests() {
        return samples.stream().map(RiskyRequests::all).reduce(RequestSet.none(), RequestSet::union);
    }

    private static boolean hasWildcard(List<String> written) {
        return written.contains(ALL) || written.contains(ALL_PATHS);
    }

    private static boolean isOneAllowed(List<RiskyRequests> samples, RbacRule rule, boolean isClusterWide) {
        for (RiskyRequests sample : samples) {
            if (sample.isAllowedBy(rule, isClusterWide)) {
                return true;
            }
        }
        return false;
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
