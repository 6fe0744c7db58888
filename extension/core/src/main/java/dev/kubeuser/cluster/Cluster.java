// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import io.kubernetes.client.openapi.ApiClient;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A running Kubernetes cluster: its API server, and how an administrator reaches it. Tests get one injected by this
 * type; the extension closes it.
 *
 * <p>Thread-safe.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface Cluster {

    /** {@return its kind, never {@link ClusterKind#AUTO}} */
    ClusterKind kind();

    /** {@return the version that the server reports, for example {@code v1.36.3}} */
    String version();

    /**
     * {@return the URL of the API server, as in a kubeconfig; {@code https://127.0.0.1:PORT} for an embedded cluster}
     */
    URI server();

    /**
     * Returns the authorities that verify the server's certificate. Other authorities sign client certificates.
     *
     * @return one certificate or more; none for an existing cluster whose server the JVM already trusts
     */
    List<X509Certificate> serverCertificateAuthorities();

    /** {@return the directory of mode 0700 for this cluster's files; it is removed with the cluster} */
    Path directory();

    /** {@return a kubeconfig of mode 0600 with the cluster administrator's credential} */
    Path adminKubeconfig();

    /**
     * Returns the API server's audit log in JSON lines, one for each request, two for a watch or a stream. It has no
     * bodies, except for what users write of roles, bindings, CertificateSigningRequests, ClusterTrustBundles and
     * admission policies, and for access reviews about their sender. It leaves out requests of the controllers and, on
     * the embedded kind, those of administrators who do not impersonate. There, the events of other access reviews, and
     * of those that assertions send, lack the reason of the decision and the fields {@code objectRef},
     * {@code sourceIPs}, {@code userAgent}, {@code user.uid} and {@code user.extra}.
     *
     * @return the log; empty on existing clusters, where it is out of reach
     * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
     */
    Optional<Path> auditLog();

    /**
     * Creates a client of the official library that acts as the administrator. It uses the credential of
     * {@link #adminKubeconfig()} or a token of the same user. All these clients share their connections.
     *
     * @return a new client
     */
    ApiClient adminClient();

    /**
     * Returns why the cluster ended unexpectedly. While it runs, the call may block for a fraction of a second, because
     * its end is detected with a delay.
     *
     * @return what happened to it, with its last log lines; empty while it runs
     */
    Optional<String> failure();
}
