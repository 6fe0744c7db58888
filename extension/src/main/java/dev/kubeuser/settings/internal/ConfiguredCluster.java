package dev.kubeuser.settings.internal;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.K3sOptions;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.Workloads;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.cluster.internal.WantedVersion;
import dev.kubeuser.version.KubernetesVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Combines the configuration of a cluster: a {@link KubeCluster} annotation overrides settings, which override
 * defaults.
 */
public final class ConfiguredCluster {

    /** Stands for the annotation on a class without one. */
    public static final KubeCluster UNANNOTATED = Defaults.class.getAnnotation(KubeCluster.class);

    private ConfiguredCluster() {}

    /** The configuration without an annotation, for a shared cluster. */
    public static ClusterSpec spec(Settings settings, ClusterLauncher launcher) {
        try {
            ClusterSpec spec = spec(settings, launcher, UNANNOTATED, false);
            launcher.check(spec);
            return spec;
        } catch (IllegalArgumentException impossible) {
            throw settings.complain(String.valueOf(impossible.getMessage()), impossible);
        }
    }

    public static ClusterSpec spec(
            Settings settings, ClusterLauncher launcher, KubeCluster cluster, boolean dedicated) {
        String provider = isLeftToSettings(cluster.kind())
                ? settings.value(Setting.CLUSTER, launcher::known)
                : cluster.kind().toString();
        return WantedVersion.settle(new ClusterSpec(
                provider,
                version(settings, cluster),
                anonymousAuth(settings, cluster),
                given(cluster.extraSans(), settings, Setting.EXTRA_SANS),
                signingDuration(settings, cluster),
                given(cluster.apiserverArguments(), settings, Setting.APISERVER_ARGUMENTS),
                workloads(settings, cluster),
                readyAfter(settings, cluster),
                k3s(settings, cluster),
                ClusterKind.of(provider) == ClusterKind.EXISTING ? existing(settings) : ExistingOptions.NONE,
                launch(settings, dedicated)));
    }

    private static @Nullable KubernetesVersion version(Settings settings, KubeCluster cluster) {
        return cluster.version().isEmpty()
                ? settings.read(Setting.KUBERNETES_VERSION, ConfiguredCluster::parseVersion)
                        .orElse(null)
                : KubernetesVersion.parse(cluster.version());
    }

    private static KubernetesVersion parseVersion(String text) {
        if (text.contains(",")) {
            throw new IllegalArgumentException("a cluster has one version: annotate the test classes with"
                    + " @KubeVersions, which runs them once for each, or run the build once for each");
        }
        return KubernetesVersion.parse(text);
    }

    /** The versions for classes that run on several; empty if the settings name none. */
    public static List<KubernetesVersion> versions(Settings settings) {
        return settings.read(Setting.KUBERNETES_VERSION, ConfiguredCluster::parseVersions)
                .orElse(List.of());
    }

    private static List<KubernetesVersion> parseVersions(String text) {
        return Stream.of(text.split(",", -1)).map(KubernetesVersion::parse).toList();
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

    private static Workloads workloads(Settings settings, KubeCluster cluster) {
        return cluster.workloads() == Workloads.DEFAULT
                ? settings.value(Setting.WORKLOADS, Workloads::parse)
                : cluster.workloads();
    }

    /** The setting is for those clusters only whose workloads are simulated; a bad value is an error everywhere. */
    private static @Nullable Duration readyAfter(Settings settings, KubeCluster cluster) {
        Duration usual =
                settings.read(Setting.READY_AFTER, Settings::parseDuration).orElse(null);
        if (!cluster.readyAfter().isEmpty()) {
            return Settings.parseDuration(cluster.readyAfter());
        }
        return workloads(settings, cluster) == Workloads.SIMULATED ? usual : null;
    }

    private static K3sOptions k3s(Settings settings, KubeCluster cluster) {
        return new K3sOptions(
                cluster.k3sImage().isEmpty()
                        ? settings.read(Setting.K3S_IMAGE, Function.identity()).orElse(null)
                        : cluster.k3sImage(),
                cluster.k3sAgent() || settings.flag(Setting.K3S_AGENT));
    }

    private static LaunchOptions launch(Settings settings, boolean dedicated) {
        return new LaunchOptions(
                settings.flag(Setting.KEEP),
                reuseIdle(settings, dedicated),
                settings.read(Setting.START_TIMEOUT, Settings::parseDuration).orElse(null),
                settings.value(Setting.REQUEST_TIMEOUT, Settings::parseDuration),
                settings.cacheDirectory(),
                settings.read(Setting.BINARY, Path::of).orElse(null),
                settings.value(Setting.LOG_VERBOSITY, Settings::parseInteger));
    }

    /** A dedicated cluster is not shared with other JVMs either. A kept cluster is left alone for inspection. */
    private static @Nullable Duration reuseIdle(Settings settings, boolean dedicated) {
        Duration idle = settings.value(Setting.REUSE_IDLE, Settings::parseDuration);
        return settings.flag(Setting.REUSE) && !dedicated && !settings.flag(Setting.KEEP) ? idle : null;
    }

    /** Carries the annotation's defaults, so that they are written once. */
    @KubeCluster
    private static final class Defaults {}
}
