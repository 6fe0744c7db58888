// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The secrets with which a cluster started here signs credentials, in PEM. With them, tests forge a credential that no
 * signer would issue, such as an expired one, to see it refused.
 *
 * @param clientAuthority the certificate of the authority that signs client certificates
 * @param clientAuthorityKey its private key
 * @param serviceAccountKey the private key that signs the tokens of ServiceAccounts
 */
public record ClusterKeys(String clientAuthority, String clientAuthorityKey, String serviceAccountKey) {

    /** The keys of a cluster started here; fails for all kinds but {@link ClusterKind#EMBEDDED}. */
    public static ClusterKeys of(Cluster cluster) {
        return ManagedCluster.of(cluster)
                .keys()
                .orElseThrow(() -> new ClusterException("The keys of " + cluster + " are out of reach, so no credential"
                        + " can be forged there. Run the test on an embedded cluster: @KubeCluster(kind = EMBEDDED)."));
    }

    /** Reads what the control-plane program wrote. */
    public static ClusterKeys read(Path directory) {
        try {
            return new ClusterKeys(
                    Files.readString(directory.resolve("client-ca.crt")),
                    Files.readString(directory.resolve("client-ca.key")),
                    Files.readString(directory.resolve("service-account.key")));
        } catch (IOException failure) {
            throw new UncheckedIOException("The keys of the cluster could not be read in " + directory, failure);
        }
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return "keys of a cluster";
    }
}
