package dev.kubeuser.access;

import dev.kubeuser.credential.CredentialException;
import io.kubernetes.client.openapi.models.V1UserInfo;

/** Makes sure that the server knows a user by the right name: tests would pass for the wrong reason otherwise. */
final class Recognition {

    private Recognition() {}

    static void require(KubeAccess access) {
        String seen = String.valueOf(seen(access).getUsername());
        if (!seen.equals(access.name())) {
            throw new CredentialException("The server at " + access.cluster().server() + " takes \"" + access.name()
                    + "\" for \"" + seen + "\". What to do: " + advice(access));
        }
    }

    private static V1UserInfo seen(KubeAccess access) {
        try {
            return WhoAmI.ask(access.apiClient(), "\"" + access.name() + "\"");
        } catch (CredentialException refusal) {
            throw new CredentialException(refusal.getMessage() + "\nWhat to do: " + advice(access), refusal);
        }
    }

    private static String advice(KubeAccess access) {
        return access.isImpersonated()
                ? "let the kubeconfig's user impersonate: the verb \"impersonate\" on users and groups (API group \"\")."
                : "check whether something in front of the server ends TLS, a proxy or load balancer, so that client"
                        + " certificates do not arrive there; a user by @KubeUser(via = Via.IMPERSONATION) needs none.";
    }
}
