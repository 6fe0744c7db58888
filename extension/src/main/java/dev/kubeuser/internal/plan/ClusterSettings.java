package dev.kubeuser.internal.plan;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.K3sOptions;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.internal.CacheDirectory;
import dev.kubeuser.internal.settings.Setting;
import dev.kubeuser.internal.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The cluster that a test class asks for: its nearest {@link KubeCluster} annotation over the settings over the
 * defaults.
 *
 * @param spec what is asked of the cluster
 * @param dedicatedTo the class it is for alone, or {@code null} if it is shared
 */
public record ClusterSettings(ClusterSpec spec, @Nullable Class<?> dedicatedTo) {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration REUSE_IDLE = Duration.ofMinutes(10);

    /** Of the innermost of these classes, the innermost first, which says something. */
    static ClusterSettings of(List<Class<?>> classes, Settings settings, ClusterLauncher launcher) {
        for (Class<?> type : classes) {
            var annotation = AnnotationSupport.findAnnotation(type, KubeCluster.class);
            if (annotation.isPresent()) {
                return of(settings, launcher, annotation.get(), type);
            }
        }
        return of(settings, launcher, Defaults.class.getAnnotation(KubeCluster.class), outermost(classes));
    }

    private static Class<?> outermost(List<Class<?>> classes) {
        return classes.get(classes.size() - 1);
    }

    private static ClusterSettings of(
            Settings settings, ClusterLauncher launcher, KubeCluster cluster, Class<?> owner) {
        boolean dedicated = cluster.dedicated() || settings.flag(Setting.DEDICATED);
        try {
            ClusterSpec spec = spec(settings, launcher, cluster, dedicated);
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

    private static ClusterSpec spec(
            Settings settings, ClusterLauncher launcher, KubeCluster cluster, boolean dedicated) {
        String provider = isLeftToSettings(cluster.kind())
                ? settings.read(Setting.CLUSTER, launcher::known).orElse(ClusterKind.AUTO.toString())
                : cluster.kind().toString();
        return new ClusterSpec(
                provider,
                anonymousAuth(settings, cluster),
                given(cluster.extraSans(), settings, Setting.EXTRA_SANS),
                signingDuration(settings, cluster),
                given(cluster.apiserverArguments(), settings, Setting.APISERVER_ARGUMENTS),
                k3s(settings, cluster),
                ClusterKind.of(provider) == ClusterKind.EXISTING ? existing(settings) : ExistingOptions.NONE,
                launch(settings, dedicated));
    }

    private static boolean isLeftToSettings(ClusterKind kind) {
        return kind == ClusterKind.AUTO || kind == ClusterKind.OTHER;
    }

    private static ExistingOptions existing(Settings settings) {
        return ExistingOptions.of(
                settings.read(Setting.KUBECONFIG, Function.identity()).orElse(null),
                settings.read(Setting.CONTEXT, Function.identity()).orElse(null));
    }

    private static AnonymousAuth anonymousAuth(Settings settings, KubeCluster cluster) {
        if (cluster.anonymousAuth() != AnonymousAuth.DEFAULT) {
            return cluster.anonymousAuth();
        }
        return settings.read(Setting.ANONYMOUS_AUTH, Settings::parseBoolean)
                .map(enabled -> enabled ? AnonymousAuth.ENABLED : AnonymousAuth.DISABLED)
                .orElse(AnonymousAuth.DEFAULT);
    }

    private static List<String> given(String[] annotated, Settings settings, Setting setting) {
        return annotated.length > 0 ? List.of(annotated) : settings.list(setting);
    }

    private static @Nullable Duration signingDuration(Settings settings, KubeCluster cluster) {
        return cluster.signingDuration().isEmpty()
                ? settings.read(Setting.SIGNING_DURATION, Settings::parseDuration)
                        .orElse(null)
                : Settings.parseDuration(cluster.signingDuration());
    }

    private static K3sOptions k3s(Settings settings, KubeCluster cluster) {
        return new K3sOptions(
                cluster.k3sImage().isEmpty()
                        ? settings.read(Setting.K3S_IMAGE, Function.identity()).orElse(K3sOptions.DEFAULT_IMAGE)
                        : cluster.k3sImage(),
                cluster.k3sAgent() || settings.flag(Setting.K3S_AGENT));
    }

    private static LaunchOptions launch(Settings settings, boolean dedicated) {
        return new LaunchOptions(
                settings.flag(Setting.KEEP),
                reuseIdle(settings, dedicated),
                settings.read(Setting.START_TIMEOUT, Settings::parseDuration).orElse(START_TIMEOUT),
                settings.read(Setting.CACHE_DIRECTORY, Path::of).orElseGet(CacheDirectory::ofUser),
                settings.read(Setting.BINARY, Path::of).orElse(null),
                settings.read(Setting.LOG_VERBOSITY, Settings::parseInteger).orElse(0));
    }

    /** A cluster for one class is no other JVM's either; one that is kept is left to whoever looks into it. */
    private static @Nullable Duration reuseIdle(Settings settings, boolean dedicated) {
        Duration idle =
                settings.read(Setting.REUSE_IDLE, Settings::parseDuration).orElse(REUSE_IDLE);
        return settings.flag(Setting.REUSE) && !dedicated && !settings.flag(Setting.KEEP) ? idle : null;
    }

    /** Stands in for a class without the annotation, so that its defaults are written once. */
    @KubeCluster
    private static final class Defaults {}
}
