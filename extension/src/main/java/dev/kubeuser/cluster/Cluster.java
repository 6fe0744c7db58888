package dev.kubeuser.cluster;

import io.kubernetes.client.openapi.ApiClient;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A running Kubernetes cluster: its API server, and how an administrator reaches it. Tests get it injected by this type;
 * the extension ends it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Cluster {

    /**
     * {@return its kind, never {@link ClusterKind#AUTO}}
     */
    ClusterKind kind();

    /**
     * {@return the version that the server reports, for example {@code v1.36.3}}
     */
    String version();

    /**
     * {@return the URL of the API server, as a kubeconfig has it; {@code https://127.0.0.1:PORT} for an embedded one}
     */
    URI server();

    /**
     * The authorities that verify the server's certificate. They are not those that sign client certificates.
     *
     * @return one certificate or more; none for an existing cluster whose server the JVM trusts anyway
     */
    List<X509Certificate> serverCertificateAuthorities();

    /**
     * {@return the directory for the files of this cluster, 0700; it is removed with the cluster}
     */
    Path directory();

    /**
     * {@return a kubeconfig with the cluster administrator's credential, 0600}
     */
    Path adminKubeconfig();

    /**
     * {@return the API server's audit log in JSON lines; empty on existing clusters, where it is out of reach}
     *
     * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
     */
    Optional<Path> auditLog();

    /**
     * Creates a client of the official library that acts as the administrator: with the credential of
     * {@link #adminKubeconfig()}, or with a token of the same user. All of them share their connections.
     *
     * @return a new client
     */
    ApiClient adminClient();

    /**
     * Says why the cluster has ended by itself. While it runs, the answer takes a fraction of a second: the news of an end
     * may be that late.
     *
     * @return what happened to it, with its last log lines; empty while it runs
     */
    Optional<String> failure();
}
