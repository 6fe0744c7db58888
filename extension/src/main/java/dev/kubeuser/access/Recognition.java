package dev.kubeuser.access;

import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.internal.Status;
import io.kubernetes.client.openapi.ApiException;

/** Makes sure that the server knows a user by the right name: tests would pass for the wrong reason otherwise. */
final class Recognition {

    private Recognition() {}

    static void require(KubeAccess access) {
        String seen = seen(access);
        if (!seen.equals(access.name())) {
            throw new CredentialException("The server at " + access.cluster().server() + " takes \"" + access.name()
                    + "\" for \"" + seen + "\". What to do: " + advice(access));
        }
    }

    private static String seen(KubeAccess access) {
        try {
            return WhoAmI.ask(access.apiClient()).name();
        } catch (ApiException refusal) {
            throw new CredentialException(
                    "The server at " + access.cluster().server() + " did not say who \"" + access.name() + "\" is: "
                            + Status.describe(refusal) + "\nWhat to do: " + advice(access),
                    refusal);
        }
    }

    private static String advice(KubeAccess access) {
        return access.isImpersonated()
                ? "let the kubeconfig's user impersonate: the verb \"impersonate\" on users and groups (API group \"\")."
                : "check whether something in front of the server ends TLS, a proxy or load balancer, so that client"
                        + " certificates do not arrive there; a user by @KubeUser(via = Via.IMPERSONATION) needs none.";
    }
}
