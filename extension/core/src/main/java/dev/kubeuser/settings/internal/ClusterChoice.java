package dev.kubeuser.settings.internal;

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
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that somebody chooses in code. What the choice leaves open comes from the settings, which override
 * defaults.
 *
 * @param provider the name of a provider, or {@code null}
 * @param version the version of Kubernetes, or {@code null}
 * @param isDedicated whether it is for one class
 * @param anonymousAuth whether anonymous requests are let through
 * @param authentication the file by which the API server authenticates, or {@code null}
 * @param authorization the file by which the API server authorizes, or {@code null}
 * @param extraSans additional names of the server
 * @param signingDuration the longest lifetime of a client certificate, or {@code null}
 * @param apiserverArguments additional arguments of kube-apiserver
 * @param workloads whether workloads make pods
 * @param readyAfter how long a simulated pod takes to become ready, or {@code null}
 * @param k3sImage the image of k3s, or {@code null}
 * @param k3sAgent whether k3s runs a node; {@code false} leaves that open
 */
public record ClusterChoice(
        @Nullable String provider,
        @Nullable KubernetesVersion version,
        boolean isDedicated,
        AnonymousAuth anonymousAuth,
        @Nullable String authentication,
        @Nullable String authorization,
        List<String> extraSans,
        @Nullable Duration signingDuration,
        List<String> apiserverArguments,
        Workloads workloads,
        @Nullable Duration readyAfter,
        @Nullable String k3sImage,
        boolean k3sAgent) {

    /** Leaves everything to the settings. */
    public static final ClusterChoice NONE = new ClusterChoice(
            null,
            null,
            false,
            AnonymousAuth.DEFAULT,
            null,
            null,
            List.of(),
            null,
            List.of(),
            Workloads.DEFAULT,
            null,
            null,
            false);

    /** The specification of a shared cluster that is all left to the settings. */
    public static ClusterSpec shared(Settings settings, ClusterLauncher launcher) {
        return shared(settings, launcher, UnaryOperator.identity());
    }

    /** The specification of a shared cluster that is left to the settings, but for a change. */
    public static ClusterSpec shared(Settings settings, ClusterLauncher launcher, UnaryOperator<ClusterSpec> change) {
        try {
            ClusterSpec spec = NONE.spec(settings, launcher, change);
            launcher.check(spec);
            return spec;
        } catch (IllegalArgumentException impossible) {
            throw settings.complain(String.valueOf(impossible.getMessage()), impossible);
        }
    }

    /**
     * The specification of the cluster.
     *
     * @param change what else is wanted of it
     * @throws IllegalArgumentException if the choice is not possible
     */
    public ClusterSpec spec(Settings settings, ClusterLauncher launcher, UnaryOperator<ClusterSpec> change) {
        String name = provider == null ? settings.value(Setting.CLUSTER, launcher::known) : launcher.known(provider);
        return WantedVersion.settle(change.apply(ClusterSpec.defaults()
                .withProvider(name)
                .withVersion(or(version, settings, Setting.KUBERNETES_VERSION, ClusterChoice::parseVersion))
                .withAnonymousAuth(anonymousAuth)
                .withAuthentication(or(authentication, settings, Setting.AUTHENTICATION, Function.identity()))
                .withAuthorization(or(authorization, settings, Setting.AUTHORIZATION, Function.identity()))
                .withExtraSans(extraSans.toArray(String[]::new))
                .withSigningDuration(signingDuration)
                .withApiserverArguments(apiserverArguments.toArray(String[]::new))
                .withWorkloads(
                        workloads == Workloads.DEFAULT
                                ? settings.value(Setting.WORKLOADS, Workloads::parse)
                                : workloads)
                .withReadyAfter(readyAfter)
                .withGarbageKept(settings.flag(Setting.KEEP_GARBAGE))
                .withK3s(K3sOptions.defaults()
                        .withImage(or(k3sImage, settings, Setting.K3S_IMAGE, Function.identity()))
                        .withAgent(k3sAgent || settings.flag(Setting.K3S_AGENT)))
                .withExisting(ClusterKind.of(name) == ClusterKind.EXISTING ? existing(settings) : ExistingOptions.NONE)
                .withLaunch(launch(settings))));
    }

    private static <T> @Nullable T or(
            @Nullable T chosen, Settings settings, Setting setting, Function<String, T> parser) {
        return Optional.ofNullable(chosen)
                .or(() -> settings.read(setting, parser))
                .orElse(null);
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
        return settings.read(Setting.KUBERNETES_VERSION, ClusterChoice::parseVersions)
                .orElse(List.of());
    }

    private static List<KubernetesVersion> parseVersions(String text) {
        return Stream.of(text.split(",", -1)).map(KubernetesVersion::parse).toList();
    }

    private static ExistingOptions existing(Settings settings) {
        return ExistingOptions.of(
                settings.read(Setting.KUBECONFIG, Function.identity()).orElse(null),
                settings.read(Setting.CONTEXT, Function.identity()).orElse(null));
    }

    private static LaunchOptions launch(Settings settings) {
        return LaunchOptions.defaults()
                .withKeep(settings.flag(Setting.KEEP))
                .withStartTimeout(settings.read(Setting.START_TIMEOUT, Settings::parseDuration)
                        .orElse(null))
                .withRequestTimeout(settings.value(Setting.REQUEST_TIMEOUT, Settings::parseDuration))
                .withCacheDirectory(settings.cacheDirectory())
                .withBinary(settings.read(Setting.BINARY, Path::of).orElse(null))
                .withControlPlaneUrl(
                        settings.read(Setting.CONTROL_PLANE_URL, URI::create).orElse(null))
                .withLogVerbosity(settings.value(Setting.LOG_VERBOSITY, Settings::parseInteger));
    }
}
