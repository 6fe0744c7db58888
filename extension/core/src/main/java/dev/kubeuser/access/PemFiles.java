// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import dev.kubeuser.auth.internal.Pem;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.ClientCredential;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * A user's credential as files, for {@code curl --cacert --cert --key} and other programs. Each file is written on
 * first use, with mode 0600 in a directory with mode 0700, and removed when the user's scope ends.
 *
 * <p>Thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class PemFiles {

    private final Cluster cluster;
    private final ClientCredential credential;
    private final UserFiles files;

    PemFiles(Cluster cluster, ClientCredential credential, UserFiles files) {
        this.cluster = cluster;
        this.credential = credential;
        this.files = files;
    }

    /**
     * {@return the authorities that verify the server's certificate}
     *
     * @throws IllegalStateException if the user's access is closed
     */
    public Path certificateAuthority() {
        return files.write("ca.crt", Pem.write(cluster.serverCertificateAuthorities()));
    }

    /**
     * {@return the client certificate}
     *
     * @throws IllegalStateException if the user's access is closed
     */
    public Path certificate() {
        return files.write("client.crt", credential.certificatePem());
    }

    /**
     * {@return the private key: SEC1 for ECDSA, PKCS#8 for RSA and Ed25519, which all but fabric8's client read}
     *
     * @throws IllegalStateException if the user's access is closed
     */
    public Path privateKey() {
        return files.write("client.key", credential.privateKeyPem());
    }

    /** Names the directory, never the content. */
    @Override
    public String toString() {
        return "PEM files in " + files;
    }
}
