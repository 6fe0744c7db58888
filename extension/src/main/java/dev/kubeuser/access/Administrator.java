package dev.kubeuser.access;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.credential.ClientCredential;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.internal.Status;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiException;

/** Finds out who the administrator of a cluster is: from the certificate, or else by asking the server. */
final class Administrator {

    private Administrator() {}

    static Identity of(Cluster cluster) {
        AdminEntries entries = AdminEntries.read(cluster.adminKubeconfig());
        if (entries.hasCertificate()) {
            return new CertificateIdentity(ClientCredential.read(
                    entries.decoded("client-certificate-data"), entries.decoded("client-key-data")));
        }
        UserInfo self = whoAmI(cluster);
        return new AdminIdentity(cluster, self.name(), self.groups(), entries.user());
    }

    private static UserInfo whoAmI(Cluster cluster) {
        try {
            return WhoAmI.ask(cluster.adminClient());
        } catch (ApiException refusal) {
            throw new CredentialException(
                    "The server at " + cluster.server() + " did not say who the kubeconfig's administrator is: "
                            + Status.describe(refusal),
                    refusal);
        }
    }
}
