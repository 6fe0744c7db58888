package dev.kubeuser.access;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.ClientCredential;
import io.kubernetes.client.openapi.models.V1UserInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Finds out who the administrator of a cluster is: from the certificate, or else by asking the server. */
final class Administrator {

    private Administrator() {}

    static Identity of(Cluster cluster) {
        AdminEntries entries = AdminEntries.read(cluster.adminKubeconfig());
        if (entries.hasCertificate()) {
            return new CertificateIdentity(ClientCredential.read(
                    entries.decoded("client-certificate-data"), entries.decoded("client-key-data")));
        }
        V1UserInfo self = WhoAmI.ask(cluster.adminClient(), "the administrator of the kubeconfig");
        return new AdminIdentity(cluster, String.valueOf(self.getUsername()), groups(self), entries.user());
    }

    private static Set<String> groups(V1UserInfo self) {
        return new LinkedHashSet<>(Objects.requireNonNullElse(self.getGroups(), List.of()));
    }
}
