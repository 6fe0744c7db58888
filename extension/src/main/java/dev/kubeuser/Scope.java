package dev.kubeuser;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.KeySupply;
import dev.kubeuser.credential.UserSpec;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * What lives where in JUnit's stores: a shared cluster in the launcher session, a dedicated one with its class, a user
 * with the class or method that declares it. All state of this extension is there.
 */
final class Scope {

    private static final Namespace NAMESPACE = Namespace.create(KubeUserExtension.class);
    private static final Duration CSR_TIMEOUT = Duration.ofSeconds(15);

    private final ExtensionContext context;
    private final ClusterSettings settings;

    Scope(ExtensionContext context) {
        this.context = context;
        checkSettingsOnce();
        this.settings = ClusterSettings.of(context);
    }

    private void checkSettingsOnce() {
        store(context.getRoot()).getOrComputeIfAbsent(SettingsCheck.class, check -> {
            SettingsCheck.requireKnownKeys();
            return true;
        });
    }

    static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    /** The cluster of this place, being started if it was not yet. */
    ClusterResource cluster() {
        return clusterStore()
                .getOrComputeIfAbsent(clusterKey(), key -> new ClusterResource(settings.spec()), ClusterResource.class);
    }

    Cluster runningCluster() {
        return cluster().await();
    }

    /** Where things stay as long as the cluster does. */
    Store clusterStore() {
        Class<?> owner = settings.dedicatedTo();
        return owner == null
                ? context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                : store(TestClasses.contextOf(owner, context));
    }

    ClusterKey clusterKey() {
        return new ClusterKey(settings.spec(), settings.dedicatedTo());
    }

    /** What happened to the cluster of this place, if it ended by itself. */
    Optional<String> clusterFailure() {
        return Optional.ofNullable(clusterStore().get(clusterKey(), ClusterResource.class))
                .flatMap(ClusterResource::failure);
    }

    /** The user of a declaration, with a key in the making. */
    IssuedUser user(Declaration declaration) {
        ClusterResource cluster = cluster();
        return store(contextOf(declaration))
                .getOrComputeIfAbsent(
                        new UserKey(clusterKey(), declaration.user()),
                        key -> new IssuedUser(
                                cluster,
                                declaration.user(),
                                patience(),
                                settings.spec().launch().keep(),
                                keys()),
                        IssuedUser.class);
    }

    /** One for the run, so that a class's users have their keys while those of the class before are tested. */
    private KeySupply keys() {
        return store(context.getRoot()).getOrComputeIfAbsent(KeySupply.class, key -> new KeySupply(), KeySupply.class);
    }

    private ExtensionContext contextOf(Declaration declaration) {
        Class<?> owner = declaration.owner();
        return owner == null ? TestClasses.contextOfMethod(context) : TestClasses.contextOf(owner, context);
    }

    private Duration patience() {
        return new Settings(context)
                .read(Setting.CSR_TIMEOUT, Settings::parseDuration)
                .orElse(CSR_TIMEOUT);
    }

    KubeAccess admin() {
        Cluster cluster = runningCluster();
        return clusterStore()
                .getOrComputeIfAbsent(new AdminKey(clusterKey()), key -> KubeAccess.admin(cluster), KubeAccess.class);
    }

    /** A new flow for a user; its request is deleted when this place is left. */
    CertificateFlow flow(Declaration declaration) {
        ClusterResource cluster = cluster();
        CertificateFlow flow = new CertificateFlow(cluster.await(), declaration.user(), patience());
        store(context).put(flow, new FlowResource(flow, cluster));
        return flow;
    }

    record ClusterKey(ClusterSpec spec, @Nullable Class<?> dedicatedTo) {}

    private record UserKey(ClusterKey cluster, UserSpec user) {}

    private record AdminKey(ClusterKey cluster) {}

    /** Closes a flow; that its cluster is gone, and the request with it, is no second failure. */
    private record FlowResource(CertificateFlow flow, ClusterResource cluster) implements AutoCloseable {
        @Override
        public void close() {
            try {
                flow.close();
            } catch (CredentialException failure) {
                if (cluster.failure().isEmpty()) {
                    throw failure;
                }
            }
        }
    }
}
