// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential.internal;

import static dev.kubeuser.base.internal.Json.object;
import static dev.kubeuser.base.internal.Json.text;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.rbac.internal.Signer;
import dev.kubeuser.request.ResourceAttributes;
import io.kubernetes.client.openapi.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    private static final String REVIEWS = "apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private SigningRights() {}

    /**
     * Asks the cluster whether its administrator has all of them.
     *
     * @param cluster the cluster
     * @throws CredentialException if not; names each missing permission
     */
    public static void require(Cluster cluster) {
        ApiRequests admin = ManagedCluster.of(cluster).adminRequests();
        List<String> missing = new ArrayList<>();
        for (ResourceAttributes needed : needed()) {
            if (!isAllowed(admin, needed)) {
                missing.add(describe(needed));
            }
        }
        if (new Signer(CertificateFlow.SIGNER)
                .resourceNames().stream().noneMatch(name -> isAllowed(admin, approve(name)))) {
            missing.add(describe(approve(CertificateFlow.SIGNER)));
        }
        if (!missing.isEmpty()) {
            throw new CredentialException("The user of the kubeconfig may not issue certificates in " + cluster
                    + "; nothing was written. Missing:\n  " + String.join("\n  ", missing)
                    + "\nWhat to do: grant it by a ClusterRole and a ClusterRoleBinding, or impersonate users by"
                    + " @KubeUser(via = Via.IMPERSONATION) or kubeuser.via=impersonation");
        }
    }

    private static List<ResourceAttributes> needed() {
        List<ResourceAttributes> needed = new ArrayList<>();
        for (String verb : List.of("create", "get", "list", "watch", "delete")) {
            needed.add(new ResourceAttributes(verb, GROUP, REQUESTS, "", "", ""));
        }
        needed.add(new ResourceAttributes("update", GROUP, REQUESTS, "approval", "", ""));
        return needed;
    }

    private static ResourceAttributes approve(String signer) {
        return new ResourceAttributes("approve", GROUP, "signers", "", "", signer);
    }

    private static boolean isAllowed(ApiRequests admin, ResourceAttributes needed) {
        try {
            JsonObject review = admin.post(admin.url(REVIEWS), Json.object(Map.of("spec", needed.reviewSpec())));
            return text(object(review, "status"), "allowed").equals("true");
        } catch (ApiException refusal) {
            throw new CredentialException(
                    "The cluster did not say whether the user of the kubeconfig may " + describe(needed) + ": "
                            + refusal.getCode() + " " + refusal.getResponseBody(),
                    refusal);
        }
    }

    private static String describe(ResourceAttributes needed) {
        return needed.verb() + " " + needed.resource()
                + (needed.subresource().isEmpty() ? "" : "/" + needed.subresource())
                + (needed.name().isEmpty() ? "" : " named " + needed.name())
                + " in the API group " + GROUP;
    }
}
