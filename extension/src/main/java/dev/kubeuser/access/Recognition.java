package dev.kubeuser.access;

import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiException;

/** Asks the API server who it takes a client for: tests as another user would pass for the wrong reason. */
final class Recognition {

    private Recognition() {}

    /** Fails if the server knows the user by another name, or not at all. */
    static void require(KubeAccess access) {
        String seen = seen(access);
        if (!seen.equals(access.name())) {
            throw new CredentialException("The server at " + access.cluster().server() + " takes \"" + access.name()
                    + "\" for \"" + seen + "\". What to do: " + advice(access));
        }
    }

    private static String seen(KubeAccess access) {
        try {
            return WhoAmI.ask(access.requests()).name();
        } catch (ApiException refusal) {
            throw new CredentialException(
                    unknown(access.cluster(), "\"" + access.name() + "\"", refusal) + "\n"
                            + access.expiry().orElseGet(() -> "What to do: " + advice(access)),
                    refusal);
        }
    }

    /** Who the administrator is, if the kubeconfig has no certificate that says so. */
    static UserInfo administrator(Cluster cluster) {
        try {
            return WhoAmI.ask(ManagedCluster.of(cluster).adminRequests());
        } catch (ApiException refusal) {
            throw new CredentialException(unknown(cluster, "the kubeconfig's administrator", refusal), refusal);
        }
    }

    private static String unknown(Cluster cluster, String who, ApiException refusal) {
        return "The server at " + cluster.server() + " did not say who " + who + " is: " + Status.describe(refusal);
    }

    private static String advice(KubeAccess access) {
        return access.isImpersonated()
                ? "let the kubeconfig's user impersonate: the verb \"impersonate\" on users and groups (API group \"\")."
                : "check whether a proxy or load balancer in front of the server ends TLS, so that client certificates"
                        + " do not arrive; a user by @KubeUser(via = Via.IMPERSONATION) needs none.";
    }
}
