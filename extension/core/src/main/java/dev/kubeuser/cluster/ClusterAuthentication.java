// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import dev.kubeuser.auth.internal.AuthenticationFile;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.ServedAuthentication;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The authentication of a running cluster that has an {@code AuthenticationConfiguration}. Changes it as an
 * administrator or an issuer does, and waits until the API server acts accordingly, which takes it ten seconds.
 *
 * <p>A change affects all tests on the cluster. So JUnit injects this type only into a class that has a cluster of its
 * own, by {@code @KubeCluster(dedicated = true)}, and runs the tests of that class one after another. Each of them
 * begins with the file with which the cluster started.
 *
 * <p>Thread-safe.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration">Using
 *     Authentication Configuration</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ClusterAuthentication {

    private final ServedAuthentication served;

    private ClusterAuthentication(ServedAuthentication served) {
        this.served = served;
    }

    /**
     * {@return the authentication of a cluster}
     *
     * @param cluster a cluster that was started with {@link ClusterSpec#withAuthentication}
     * @throws IllegalArgumentException if it was not
     */
    @API(status = API.Status.INTERNAL)
    public static ClusterAuthentication of(Cluster cluster) {
        return new ClusterAuthentication(ManagedCluster.of(cluster)
                .authentication()
                .orElseThrow(() -> new IllegalArgumentException("The " + cluster
                        + " has no file by which it authenticates: name one by ClusterSpec.withAuthentication,"
                        + " @KubeCluster(authentication = ...) or kubeuser.authentication")));
    }

    /**
     * Lets the API server authenticate by another file. Issuers that both have keep their keys.
     *
     * @param file an {@code AuthenticationConfiguration}: a file, or a resource such as {@code classpath:authn.yaml}
     * @throws dev.kubeuser.manifest.ManifestException if it cannot be read
     * @throws ClusterException if the API server does not accept it: its words, with file and line. The former file
     *     stays
     */
    public void replaceWith(String file) {
        served.replaceWith(AuthenticationFile.read(file));
    }

    /**
     * Replaces the keys of an issuer. When this returns, the API server refuses tokens of the old ones, and identities
     * have tokens of the new.
     *
     * @param issuer its URL; {@code null} for the only one
     * @throws IllegalArgumentException if the file has no such issuer, or several
     * @throws ClusterException if the API server does not ask for the new keys
     */
    public void rotateKeys(@Nullable String issuer) {
        served.rotateKeys(issuer);
    }

    /** The URLs of the issuers. */
    @Override
    public String toString() {
        return served.issuers().toString();
    }
}
