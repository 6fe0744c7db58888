package dev.kubeuser.plan.internal;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.settings.internal.ConfiguredCluster;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.version.KubernetesVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The cluster of a test class: its nearest {@link KubeCluster} annotation overrides settings, which override defaults.
 *
 * @param spec the configuration of the cluster
 * @param dedicatedTo the only class that uses it, or {@code null} if it is shared
 */
public record ClusterSettings(ClusterSpec spec, @Nullable Class<?> dedicatedTo) {

    /**
     * Reads the settings of the first class that has the annotation; the innermost class comes first.
     *
     * @param version the version of Kubernetes that a run of the class is for; {@code null} for that of the settings
     */
    static ClusterSettings of(
            List<Class<?>> classes, Settings settings, ClusterLauncher launcher, @Nullable KubernetesVersion version) {
        Settings ofRun = version == null
                ? settings
                : settings.with(Map.of(Setting.KUBERNETES_VERSION.key(), version.toString()));
        for (Class<?> type : classes) {
            var annotation = AnnotationSupport.findAnnotation(type, KubeCluster.class);
            if (annotation.isPresent()) {
                requireOneVersion(annotation.get(), version, type);
                return of(ofRun, launcher, annotation.get(), type);
            }
        }
        return of(ofRun, launcher, ConfiguredCluster.UNANNOTATED, outermost(classes));
    }

    private static void requireOneVersion(KubeCluster cluster, @Nullable KubernetesVersion version, Class<?> type) {
        if (version != null && !cluster.version().isEmpty()) {
            throw new ExtensionConfigurationException("The cluster of " + type.getName()
                    + " is misconfigured: @KubeCluster(version = \"" + cluster.version()
                    + "\") and @KubeVersions name versions; leave one of the two out");
        }
    }

    private static Class<?> outermost(List<Class<?>> classes) {
        return classes.get(classes.size() - 1);
    }

    private static ClusterSettings of(
            Settings settings, ClusterLauncher launcher, KubeCluster cluster, Class<?> owner) {
        boolean dedicated = cluster.dedicated() || settings.flag(Setting.DEDICATED);
        try {
            ClusterSpec spec = ConfiguredCluster.spec(settings, launcher, cluster, dedicated);
            launcher.check(spec);
            requirePossible(spec.kind(), dedicated);
            return new ClusterSettings(spec, dedicated ? owner : null);
        } catch (IllegalArgumentException malformed) {
            throw new ExtensionConfigurationException(
                    "The cluster of " + owner.getName() + " is misconfigured: " + malformed.getMessage(), malformed);
        }
    }

    private static void requirePossible(ClusterKind kind, boolean dedicated) {
        if (dedicated && kind == ClusterKind.EXISTING) {
            throw new IllegalArgumentException("an existing cluster cannot be dedicated to a class: there is one only;"
                    + " give the class objects of its own, or another kind by @KubeCluster(kind = ...)");
        }
    }
}
