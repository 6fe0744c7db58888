package dev.kubeuser.credential.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.rbac.internal.Signer;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import io.kubernetes.client.openapi.models.V1SelfSubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SelfSubjectAccessReviewSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The permissions that the administrator of an existing cluster needs to issue certificates. They are checked before
 * anything is written, so that nothing is left half done.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization">Authorization
 *     of certificate signing requests</a>
 */
public final class SigningRights {

    private static final String GROUP = "certificates.k8s.io";
    private static final String REQUESTS = "certificatesigningrequests";

    private SigningRights() {}

    /**
     * Asks the cluster whether its administrator has all of them.
     *
     * @param cluster the cluster
     * @throws CredentialException if not; names each missing permission
     */
    public static void require(Cluster cluster) {
        ApiClient client = cluster.adminClient();
        List<String> missing = new ArrayList<>();
        for (V1ResourceAttributes needed : needed()) {
            if (!isAllowed(client, needed)) {
                missing.add(describe(needed));
            }
        }
        if (new Signer(CertificateFlow.SIGNER)
                .resourceNames().stream().noneMatch(name -> isAllowed(client, approve(name)))) {
            missing.add(describe(approve(CertificateFlow.SIGNER)));
        }
        if (!missing.isEmpty()) {
            throw new CredentialException("The user of the kubeconfig may not issue certificates in " + cluster
                    + "; nothing was written. Missing:\n  " + String.join("\n  ", missing)
                    + "\nWhat to do: grant it by a ClusterRole and a ClusterRoleBinding, or impersonate users by"
                    + " @KubeUser(via = Via.IMPERSONATION) or kubeuser.via=impersonation");
        }
    }

    private static List<V1ResourceAttributes> needed() {
        List<V1ResourceAttributes> needed = new ArrayList<>();
        for (String verb : List.of("create", "get", "list", "watch", "delete")) {
            needed.add(resource(verb, REQUESTS));
        }
        needed.add(resource("update", REQUESTS).subresource("approval"));
        return needed;
    }

    private static V1ResourceAttributes approve(String signer) {
        return resource("approve", "signers").name(signer);
    }

    private static V1ResourceAttributes resource(String verb, String resource) {
        return new V1ResourceAttributes().verb(verb).group(GROUP).resource(resource);
    }

    private static boolean isAllowed(ApiClient client, V1ResourceAttributes needed) {
        V1SelfSubjectAccessReview question =
                new V1SelfSubjectAccessReview().spec(new V1SelfSubjectAccessReviewSpec().resourceAttributes(needed));
        try {
            return new AuthorizationV1Api(client)
                    .createSelfSubjectAccessReview(question)
                    .execute()
                    .getStatus()
                    .getAllowed();
        } catch (ApiException refusal) {
            throw new CredentialException(
                    "The cluster did not say whether the user of the kubeconfig may " + describe(needed) + ": "
                            + refusal.getCode() + " " + refusal.getResponseBody(),
                    refusal);
        }
    }

    private static String describe(V1ResourceAttributes needed) {
        return needed.getVerb() + " " + needed.getResource()
                + (needed.getSubresource() == null ? "" : "/" + needed.getSubresource())
                + (needed.getName() == null ? "" : " named " + needed.getName())
                + " in the API group " + GROUP;
    }
}
