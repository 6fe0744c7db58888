package dev.kubeuser.cluster;

import dev.kubeuser.cluster.internal.Run;
import io.kubernetes.client.openapi.ApiClient;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A running Kubernetes cluster, as far as access to its API server goes. Injected into tests by this type; ended by the
 * extension, never by a test.
 */
public interface Cluster {

    /**
     * {@return the kind that was started, never {@link ClusterKind#AUTO}}
     */
    ClusterKind kind();

    /**
     * {@return the version as the server tells it, for example {@code v1.36.3}}
     */
    String version();

    /**
     * {@return where the API server is, as a kubeconfig names it; {@code https://127.0.0.1:PORT} for an embedded one}
     */
    URI server();

    /**
     * {@return how clients reach the API server}
     */
    Endpoint endpoint();

    /**
     * The authorities that server certificates are verified with. They are not those that sign client certificates.
     *
     * @return one certificate or more; none for an existing cluster whose server the JVM trusts by itself
     */
    List<X509Certificate> serverCertificateAuthorities();

    /**
     * {@return the directory that holds what belongs to this cluster, 0700, gone when the cluster is}
     */
    Path directory();

    /**
     * {@return a kubeconfig with the cluster administrator's credential, 0600}
     */
    Path adminKubeconfig();

    /**
     * {@return the API server's audit log in JSON lines; empty where it is out of reach, as on existing clusters}
     *
     * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
     */
    Optional<Path> auditLog();

    /**
     * {@return the secrets with which the cluster signs credentials, for forging such as it would not issue; empty for all kinds but {@link ClusterKind#EMBEDDED}, which has them at hand}
     */
    default Optional<ClusterKeys> keys() {
        return Optional.empty();
    }

    /**
     * Creates a client of the official library that acts as the administrator: with the credential of
     * {@link #adminKubeconfig()}, or with a token of the same user. The connections behind it are
     * shared by all that this cluster creates.
     *
     * @return a new client
     */
    ApiClient adminClient();

    /**
     * Keeps one value of a type for as long as this cluster runs, such as what somebody has learned of its API.
     *
     * @param type of the value, and its only key
     * @param first makes the value where there is none yet
     * @param <T> its type
     * @return the value, the same for all who ask
     */
    <T> T attachment(Class<T> type, Supplier<? extends T> first);

    /**
     * {@return what marks the objects that are created in the cluster for the tests of this JVM}
     */
    Run run();

    /**
     * Tells why the cluster is not running any more. Takes a fraction of a second while it does run, for the news of an
     * end may be that late.
     *
     * @return what happened to it with its last log lines, or empty while it runs
     */
    Optional<String> failure();
}
