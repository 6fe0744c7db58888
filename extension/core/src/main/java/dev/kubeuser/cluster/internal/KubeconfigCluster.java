package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.ClusterKind;
import io.kubernetes.client.openapi.ApiClient;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The part of a cluster that its administrator's kubeconfig determines. Each kind adds how its clusters run and end.
 */
public abstract class KubeconfigCluster implements ManagedCluster {

    private final ClusterKind kind;
    private final String version;
    private final Path directory;
    private final AdminKubeconfig admin;
    private final Run run;
    private final Set<String> created = ConcurrentHashMap.newKeySet();
    private final Map<Class<?>, Object> contexts = new HashMap<>();

    protected KubeconfigCluster(ClusterKind kind, String version, Path directory, AdminKubeconfig admin) {
        this.kind = kind;
        this.version = version;
        this.directory = directory;
        this.admin = admin;
        this.run = Run.begin();
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

    @Override
    public final Endpoint endpoint() {
        return admin.endpoint();
    }

    @Override
    public final RequestGuard guard() {
        return admin.guard();
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

    @Override
    public final ApiRequests adminRequests() {
        return admin.requests();
    }

    @Override
    public final Run run() {
        return run;
    }

    @Override
    public final Set<String> createdUids() {
        return created;
    }

    @Override
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

    /** Closes the administrator's connections. */
    protected final void disconnect() {
        admin.close();
    }

    @Override
    public final String toString() {
        return kind + " cluster " + version + " at " + server();
    }
}
