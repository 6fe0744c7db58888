package dev.kubeuser.rbac.escalation;

import java.net.URI;
import org.apiguardian.api.API;

/** A technique of privilege escalation: it gives a user permissions that no binding grants. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Technique {
    /** Writes rules into a role that is bound to the user, by the verb {@code escalate}. */
    ESCALATE("escalate-verb", true),
    /** Binds a role beyond the user's own permissions, by the verb {@code bind}. */
    BIND("bind-verb", true),
    /** Acts as another user, group or ServiceAccount, by the verb {@code impersonate}. */
    IMPERSONATE("impersonate-verb", true),
    /** Asks for a token of a ServiceAccount. */
    TOKEN_REQUEST("token-request", true),
    /** Makes a Secret that is filled with a token of a ServiceAccount, and reads it. */
    TOKEN_SECRET("listing-secrets", true),
    /** Requests a client certificate of another user, and approves it. */
    CERTIFICATE("csrs-and-certificate-issuing", true),
    /** Makes or changes a workload whose pods run as another ServiceAccount of the namespace. */
    WORKLOAD("workload-creation", true),
    /** Runs a command or a container in pods that are there, as whatever ServiceAccount they run. */
    POD_ACCESS("workload-creation", false),
    /** Reads Secrets that hold tokens of ServiceAccounts, if there are such. */
    READ_SECRETS("listing-secrets", false),
    /** Runs commands in the pods of nodes, by the API of their kubelets. */
    NODES_PROXY("access-to-proxy-subresource-of-nodes", false),
    /** Reads the tokens of other pods on a node, by a volume that is the node's file system. */
    HOST_VOLUME("persistent-volume-creation", false),
    /** Reads the tokens of other pods on a node, by a pod that is privileged or mounts the node's file system. */
    HOST_POD("workload-creation", false),
    /** Changes what others create, by a webhook or a policy of admission. */
    MUTATING_ADMISSION("control-admission-webhooks", false),
    /** Sends no credential and acts as the anonymous user, if the API server admits it. */
    ANONYMITY("hardening", false);

    private final URI link;
    private final boolean isCertain;

    Technique(String anchor, boolean isCertain) {
        this.link = GoodPractices.section(anchor);
        this.isCertain = isCertain;
    }

    /**
     * {@return the section of the Kubernetes documentation that names it}
     */
    public URI link() {
        return link;
    }

    /**
     * {@return whether the permissions are enough; {@code false} if it depends on what runs in the cluster, for example on pods to enter}
     */
    public boolean isCertain() {
        return isCertain;
    }
}
