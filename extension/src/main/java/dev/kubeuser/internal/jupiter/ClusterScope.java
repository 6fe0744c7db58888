package dev.kubeuser.internal.jupiter;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.internal.plan.ClusterSettings;
import dev.kubeuser.internal.plan.TestClasses;
import dev.kubeuser.internal.settings.SettingsCheck;
import dev.kubeuser.session.internal.SharedCluster;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Where clusters live in JUnit's stores: a shared one in the launcher session, a dedicated one with its class. All state
 * of this extension is in these stores; that of subjects is in {@link SubjectScope}.
 */
public final class ClusterScope {

    private final ExtensionContext context;
    private final ClusterSettings settings;

    public ClusterScope(ExtensionContext context) {
        this.context = context;
        checkSettingsOnce();
        this.settings = ClusterSettings.of(context);
    }

    private void checkSettingsOnce() {
        ExtensionStore run = ExtensionStore.of(context.getRoot());
        run.getOrComputeIfAbsent(
                SettingsCheck.class,
                check -> {
                    SettingsCheck.requireKnownKeys();
                    return true;
                },
                Boolean.class);
        run.getOrComputeIfAbsent(ThresholdCheck.class, check -> ThresholdCheck.of(context), ThresholdCheck.class);
    }

    /** The cluster of this place, being started if it was not yet. */
    SharedCluster cluster() {
        return clusterStore()
                .getOrComputeIfAbsent(
                        clusterKey(),
                        key -> new SharedCluster(ClusterSettings.launcher(context), settings.spec()),
                        SharedCluster.class);
    }

    ClusterSpec spec() {
        return settings.spec();
    }

    public Cluster runningCluster() {
        return cluster().await();
    }

    /** Where things stay as long as the cluster does. */
    ExtensionStore clusterStore() {
        Class<?> owner = settings.dedicatedTo();
        return owner == null
                ? ExtensionStore.ofSession(context)
                : ExtensionStore.of(TestClasses.contextOf(owner, context));
    }

    ClusterKey clusterKey() {
        return new ClusterKey(settings.spec(), settings.dedicatedTo());
    }

    /** What happened to the cluster of this place, if it ended by itself. */
    Optional<String> clusterFailure() {
        return Optional.ofNullable(clusterStore().get(clusterKey(), SharedCluster.class))
                .flatMap(SharedCluster::failure);
    }

    public KubeAccess admin() {
        Cluster cluster = runningCluster();
        return clusterStore()
                .getOrComputeIfAbsent(new AdminKey(clusterKey()), key -> KubeAccess.admin(cluster), KubeAccess.class);
    }

    KubeAccess anonymous() {
        Cluster cluster = runningCluster();
        return clusterStore()
                .getOrComputeIfAbsent(
                        new AnonymousKey(clusterKey()), key -> KubeAccess.anonymous(cluster), KubeAccess.class);
    }

    record ClusterKey(ClusterSpec spec, @Nullable Class<?> dedicatedTo) {}

    private record AnonymousKey(ClusterKey cluster) {}

    private record AdminKey(ClusterKey cluster) {}
}
