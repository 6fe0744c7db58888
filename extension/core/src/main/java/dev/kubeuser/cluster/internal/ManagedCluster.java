// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.auth.internal.AuthorizerWebhooks;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import okhttp3.OkHttpClient;

/**
 * What this library needs of a cluster beyond the public type: its administrator, who connects by a kubeconfig. Each
 * kind adds how its clusters run and end.
 */
public abstract class ManagedCluster implements RunningCluster {

    private final ClusterKind kind;
    private final String version;
    private final Path directory;
    private final AdminAccess admin;
    private final ServedFiles served;
    private final Run run;
    private final Map<String, String> created = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<Class<?>, Object> contexts = new HashMap<>();

    /** @param served the files by which its API server authenticates and authorizes */
    protected ManagedCluster(ClusterKind kind, String version, Path directory, AdminAccess admin, ServedFiles served) {
        this.kind = kind;
        this.version = version;
        this.directory = directory;
        this.admin = admin;
        this.served = served;
        this.run = Run.begin();
    }

    /** The cluster behind its public type. */
    public static ManagedCluster of(Cluster cluster) {
        if (cluster instanceof ManagedCluster managed) {
            return managed;
        }
        throw new IllegalArgumentException(cluster
                + " was not made by this library: a ClusterProvider makes its clusters" + " with Clusters.adopt");
    }

    @Override
    public final ClusterKind kind() {
        return kind;
    }

    @Override
    public final String version() {
        return version;
    }

    @Override
    public final URI server() {
        return admin.server();
    }

    /** How clients reach the API server. */
    public final Endpoint endpoint() {
        return admin.endpoint();
    }

    /** The guard that limits how long requests to the API server take. */
    public final RequestGuard guard() {
        return admin.guard();
    }

    /**
     * A client without a credential, on separate connections.
     *
     * @param keys present a certificate, if it has one
     * @return what becomes the client; the caller adds other credentials
     */
    public final OkHttpClient.Builder newClient(KeyManager... keys) {
        return guard().addTo(endpoint().client(keys));
    }

    @Override
    public final List<X509Certificate> serverCertificateAuthorities() {
        return admin.endpoint().authorities();
    }

    @Override
    public final Path directory() {
        return directory;
    }

    @Override
    public final Path adminKubeconfig() {
        return admin.file();
    }

    @Override
    public final ApiClient adminClient() {
        return admin.requests().apiClient();
    }

    /** Requests as the administrator, over the same connections as {@link #adminClient()}. */
    public final ApiRequests adminRequests() {
        return admin.requests();
    }

    /** The administrator's bearer token at this moment, if it has one. */
    public final Optional<String> adminToken() throws IOException {
        return admin.token();
    }

    /** The run that marks the objects that this JVM creates in the cluster. */
    public final Run run() {
        return run;
    }

    /**
     * The URLs of what the run has created and not removed, by UID, the oldest first. Labels can be forged; that an
     * object is one of these cannot.
     */
    public final Map<String, String> created() {
        return created;
    }

    /**
     * Keeps what the rooms above know of this cluster, in one object of each type, for as long as it runs.
     *
     * @param type its type, which this room cannot name
     * @param first creates it on the first call
     * @return the context, the same for all callers
     */
    public final <T> T context(Class<T> type, Supplier<? extends T> first) {
        synchronized (contexts) {
            Object known = contexts.get(type);
            if (known == null) {
                known = first.get();
                contexts.put(type, known);
            }
            return type.cast(known);
        }
    }

    /** Empty, because nothing says where a server that was started elsewhere writes its audit log. */
    @Override
    public Optional<Path> auditLog() {
        return Optional.empty();
    }

    /** The keys with which the cluster signs credentials; only an embedded cluster gives access to them. */
    public Optional<ClusterKeys> keys() {
        return Optional.empty();
    }

    /** Its authentication by an AuthenticationConfiguration, if it has one. */
    public final Optional<ServedAuthentication> authentication() {
        return served.authentication();
    }

    /** The webhooks of its AuthorizationConfiguration, if it has one. */
    public final Optional<AuthorizerWebhooks> authorizers() {
        return served.authorizers();
    }

    /** The name of the webhook authorizer that decided last about a request of a user; empty if none did. */
    public Optional<String> webhookThatDecided(UserInfo user, RequestAttributes request) {
        return authorizers()
                .flatMap(webhooks -> webhooks.decision(user, request))
                .map(AuthorizerWebhooks.Decision::authorizer);
    }

    /** The log of its API server, where that can be read. */
    public Optional<ServerLog> serverLog() {
        return Optional.empty();
    }

    /** The address of this machine at which the API server reaches a server of this process, if one is known. */
    public Optional<InetAddress> addressOfThisProcess() {
        return Optional.empty();
    }

    /**
     * {@return an address at which this process can listen; empty if no network interface of this machine has it}
     *
     * @param address an IP address
     */
    public static Optional<InetAddress> ofThisMachine(String address) {
        try {
            InetAddress parsed = InetAddress.getByName(address);
            return NetworkInterface.getByInetAddress(parsed) == null ? Optional.empty() : Optional.of(parsed);
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /** How long its signers may take to issue a certificate, unless a setting says otherwise. */
    public Duration csrTimeout() {
        return Duration.ofSeconds(15);
    }

    /** Whether it surely issues client certificates, at the latest once it is ready. */
    public boolean isIssuer() {
        return false;
    }

    /**
     * Whether others use it: it may lack rights, signers or a direct way to the server, and must stay whole for them.
     */
    public boolean isOfOthers() {
        return false;
    }

    /** Whether something else than this library may end it as soon as the JVM begins to end. */
    public boolean mayEndWithTheJvm() {
        return false;
    }

    /** How long to wait between two looks at the audit log. */
    public Duration auditPause() {
        return Duration.ofMillis(250);
    }

    /** Whether a custom resource is one that this kind of cluster makes for itself. */
    public boolean isOwnResource(String group, String plural) {
        return false;
    }

    /**
     * Ends the cluster while the JVM ends and tests no longer clean up. Also removes what they created in a cluster
     * that stays.
     */
    public void abandon() {
        close();
    }

    /**
     * {@return a line for users that shows where the cluster is}
     *
     * @param begin the {@link System#nanoTime()} at which its start began
     */
    public final String readyLine(long begin) {
        return "kubeuser: Kubernetes %s (%s) ready in %.2f s at %s, administrator's kubeconfig %s"
                .formatted(version, kind, (System.nanoTime() - begin) / 1e9, server(), adminKubeconfig());
    }

    /**
     * {@return a line for users that shows how to use the cluster, which is kept}
     *
     * @param end the command that ends it
     */
    protected final String keptLine(String end) {
        return "kubeuser: the cluster is kept; use it with kubectl --kubeconfig " + adminKubeconfig()
                + ", as its users with the kubeconfigs in " + directory.resolve("users") + ", and end it with " + end;
    }

    /** Removes the files by which its API server authenticates and authorizes. */
    protected final void stopServing() {
        served.close();
    }

    /** Closes the administrator's connections. */
    protected final void disconnect() {
        admin.close();
    }

    @Override
    public final String toString() {
        return kind + " cluster " + version + " at " + server();
    }

    /** The log of an API server. Thread-safe. */
    public interface ServerLog {

        /**
         * {@return where it ends}
         *
         * @throws ClusterException if it cannot be read
         */
        long end();

        /**
         * {@return what comes after a place}
         *
         * @param place where it ended before
         * @throws ClusterException if it cannot be read
         */
        String after(long place);

        /** How long after the answer to a request a line about it may come. */
        Duration delay();
    }
}
