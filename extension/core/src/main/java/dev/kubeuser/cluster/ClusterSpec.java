// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import dev.kubeuser.base.KubernetesVersion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The specification of a cluster. Tests with equal specifications share one cluster. Start with {@link #defaults()} and
 * change what differs:
 *
 * <pre>{@code
 * ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED).withExtraSans("api.example.test")
 * }</pre>
 *
 * <p>A malformed SAN, duration, argument or image is an {@link IllegalArgumentException}, before anything starts.
 *
 * <p>Immutable and thread-safe.
 *
 * @param provider the name of the {@link ClusterProvider}, for example {@code k3s}; {@code auto} for the best one
 * @param version the version of Kubernetes, a minor or an exact one; {@code null} for the default, and on existing
 *     clusters for any
 * @param anonymousAuth whether the API server accepts requests without credentials as {@code system:anonymous};
 *     {@code null} for the default of the kind of cluster
 * @param authentication the {@code AuthenticationConfiguration} by which the API server authenticates; {@code null} for
 *     none
 * @param authorization the {@code AuthorizationConfiguration} by which the API server authorizes; {@code null} for
 *     none, which is Node and RBAC
 * @param extraSans DNS names and IP addresses for the server certificate, in addition to {@code kubernetes}, its longer
 *     forms, {@code localhost} and the loopback addresses
 * @param signingDuration the longest lifetime of a signed client certificate; {@code null} for the control plane's
 *     default of one year
 * @param apiserverArguments further arguments of kube-apiserver as {@code key=value}
 * @param simulatedWorkloads whether workloads make pods that report ready although nothing runs in them
 * @param readyAfter how long a simulated pod takes to become ready, and then to complete if it does; {@code null} for
 *     300 milliseconds
 * @param keepGarbage whether objects stay whose owners are gone
 * @param k3sImage the image of k3s; {@code null} for the image of {@code rancher/k3s} with the version
 * @param k3sAgent whether k3s also runs a node for pods
 * @param existing the kubeconfig and context of an existing cluster
 * @param launch how the cluster is started and kept
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ClusterSpec(
        String provider,
        @Nullable KubernetesVersion version,
        @Nullable AnonymousAuth anonymousAuth,
        @Nullable String authentication,
        @Nullable String authorization,
        List<String> extraSans,
        @Nullable Duration signingDuration,
        List<String> apiserverArguments,
        boolean simulatedWorkloads,
        @Nullable Duration readyAfter,
        boolean keepGarbage,
        @Nullable String k3sImage,
        boolean k3sAgent,
        ExistingOptions existing,
        LaunchOptions launch) {

    private static final Duration SHORTEST_SIGNING_DURATION = Duration.ofMinutes(10);
    private static final Pattern SAN = Pattern.compile("[A-Za-z0-9*]([A-Za-z0-9.:-]*[A-Za-z0-9])?|::\\S*");
    private static final Pattern IMAGE = Pattern.compile("([A-Za-z0-9.-]+(:[0-9]+)?/)?"
            + "[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
            + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?");
    private static final Pattern ARGUMENT = Pattern.compile("[a-z0-9][a-z0-9-]*=.*", Pattern.DOTALL);

    /** Copies the lists, and checks the values. */
    public ClusterSpec {
        provider = provider.strip().toLowerCase(Locale.ROOT);
        extraSans = List.copyOf(extraSans);
        apiserverArguments = List.copyOf(apiserverArguments);
        extraSans.forEach(ClusterSpec::requireSan);
        apiserverArguments.forEach(ClusterSpec::requireArgument);
        requireUsable(signingDuration);
        requireUsable(readyAfter, simulatedWorkloads);
        requireImage(k3sImage);
    }

    /** {@return the specification of the best kind of cluster that this machine offers, with all defaults} */
    public static ClusterSpec defaults() {
        return new Parts().spec();
    }

    /** {@return the kind of cluster that the provider offers} */
    public ClusterKind kind() {
        return ClusterKind.of(provider);
    }

    /**
     * {@return a copy with this kind of cluster}
     *
     * @param kind any but {@link ClusterKind#OTHER}, which needs the {@linkplain #withProvider name of a provider}
     * @throws IllegalArgumentException if it is {@link ClusterKind#OTHER}
     */
    public ClusterSpec withKind(ClusterKind kind) {
        return withProvider(kind.provider());
    }

    /**
     * {@return a copy with this provider}
     *
     * @param name the {@link ClusterProvider#name()}
     */
    public ClusterSpec withProvider(String name) {
        return with(parts -> parts.provider = name);
    }

    /**
     * {@return a copy with this version of Kubernetes}
     *
     * @param wanted a minor or an exact version; {@code null} for the default
     */
    public ClusterSpec withVersion(@Nullable KubernetesVersion wanted) {
        return with(parts -> parts.version = wanted);
    }

    /**
     * {@return a copy with this setting for anonymous requests}
     *
     * @param anonymous whether the API server accepts them; {@code null} for the default of the kind of cluster
     */
    public ClusterSpec withAnonymousAuth(@Nullable AnonymousAuth anonymous) {
        return with(parts -> parts.anonymousAuth = anonymous);
    }

    /**
     * {@return a copy whose API server authenticates by this file}
     *
     * @param file an {@code AuthenticationConfiguration}, as production has it: a file, or a resource such as
     *     {@code classpath:authn.yaml}; {@code null} for none. Its issuers keep their names and URLs, and this JVM has
     *     their keys
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-authentication-configuration">Using
     *     Authentication Configuration</a>
     */
    public ClusterSpec withAuthentication(@Nullable String file) {
        return with(parts -> parts.authentication = file);
    }

    /**
     * {@return a copy whose API server authorizes by this file}
     *
     * @param file an {@code AuthorizationConfiguration}, as production has it: a file, or a resource such as
     *     {@code classpath:authz.yaml}; {@code null} for none. This JVM answers for its webhooks
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#using-configuration-file-for-authorization">Using
     *     a configuration file for authorization</a>
     */
    public ClusterSpec withAuthorization(@Nullable String file) {
        return with(parts -> parts.authorization = file);
    }

    /**
     * {@return a copy with these additional names in the server certificate}
     *
     * @param sans DNS names and IP addresses
     */
    public ClusterSpec withExtraSans(String... sans) {
        return with(parts -> parts.extraSans = List.of(sans));
    }

    /**
     * {@return a copy with this longest lifetime of a signed client certificate}
     *
     * @param duration ten minutes or more; {@code null} for the default
     */
    public ClusterSpec withSigningDuration(@Nullable Duration duration) {
        return with(parts -> parts.signingDuration = duration);
    }

    /**
     * {@return a copy with these arguments of kube-apiserver}
     *
     * @param arguments each as {@code key=value}
     */
    public ClusterSpec withApiserverArguments(String... arguments) {
        return with(parts -> parts.apiserverArguments = List.of(arguments));
    }

    /**
     * {@return a copy that simulates workloads, or does not}
     *
     * @param simulated whether they make pods that report ready although nothing runs in them
     */
    public ClusterSpec withSimulatedWorkloads(boolean simulated) {
        return with(parts -> parts.simulatedWorkloads = simulated);
    }

    /**
     * {@return a copy whose simulated pods take that long to become ready}
     *
     * @param delay not negative; {@code null} for the default
     */
    public ClusterSpec withReadyAfter(@Nullable Duration delay) {
        return with(parts -> parts.readyAfter = delay);
    }

    /**
     * {@return a copy that keeps objects whose owners are gone, or deletes them}
     *
     * @param kept whether they stay, as where no kube-controller-manager runs; by default they are deleted
     */
    public ClusterSpec withKeepGarbage(boolean kept) {
        return with(parts -> parts.keepGarbage = kept);
    }

    /**
     * {@return a copy with another image, for a cluster of kind k3s}
     *
     * @param image {@code rancher/k3s} or a copy of it in another registry; without a tag it gets that of the version;
     *     {@code null} for the image of {@code rancher/k3s} with the version
     */
    public ClusterSpec withK3sImage(@Nullable String image) {
        return with(parts -> parts.k3sImage = image);
    }

    /**
     * {@return a copy whose k3s runs a node for pods, or does not}
     *
     * @param runs whether the server also runs a node, which needs a privileged container
     */
    public ClusterSpec withK3sAgent(boolean runs) {
        return with(parts -> parts.k3sAgent = runs);
    }

    /**
     * {@return a copy with this existing cluster}
     *
     * @param options its kubeconfig and context
     */
    public ClusterSpec withExisting(ExistingOptions options) {
        return with(parts -> parts.existing = options);
    }

    /**
     * {@return a copy with these launch options}
     *
     * @param options how to start and keep the cluster
     */
    public ClusterSpec withLaunch(LaunchOptions options) {
        return with(parts -> parts.launch = options);
    }

    /** Written out, because what a record generates is slow to start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClusterSpec that
                && provider.equals(that.provider)
                && Objects.equals(version, that.version)
                && anonymousAuth == that.anonymousAuth
                && Objects.equals(authentication, that.authentication)
                && Objects.equals(authorization, that.authorization)
                && extraSans.equals(that.extraSans)
                && Objects.equals(signingDuration, that.signingDuration)
                && apiserverArguments.equals(that.apiserverArguments)
                && simulatedWorkloads == that.simulatedWorkloads
                && Objects.equals(readyAfter, that.readyAfter)
                && keepGarbage == that.keepGarbage
                && Objects.equals(k3sImage, that.k3sImage)
                && k3sAgent == that.k3sAgent
                && existing.equals(that.existing)
                && launch.equals(that.launch);
    }

    /** Leaves out the parts that are options themselves, which seldom differ. */
    @Override
    public int hashCode() {
        return Objects.hash(
                provider,
                anonymousAuth,
                extraSans,
                signingDuration,
                apiserverArguments,
                simulatedWorkloads,
                readyAfter);
    }

    private ClusterSpec with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.spec();
    }

    /** The values of a copy. */
    private static final class Parts {

        private String provider = ClusterKind.AUTO.toString();
        private @Nullable KubernetesVersion version;
        private @Nullable AnonymousAuth anonymousAuth;
        private @Nullable String authentication;
        private @Nullable String authorization;
        private List<String> extraSans = List.of();
        private @Nullable Duration signingDuration;
        private List<String> apiserverArguments = List.of();
        private boolean simulatedWorkloads;
        private @Nullable Duration readyAfter;
        private boolean keepGarbage;
        private @Nullable String k3sImage;
        private boolean k3sAgent;
        private ExistingOptions existing = ExistingOptions.NONE;
        private LaunchOptions launch = LaunchOptions.defaults();

        Parts() {}

        Parts(ClusterSpec original) {
            provider = original.provider;
            version = original.version;
            anonymousAuth = original.anonymousAuth;
            authentication = original.authentication;
            authorization = original.authorization;
            extraSans = original.extraSans;
            signingDuration = original.signingDuration;
            apiserverArguments = original.apiserverArguments;
            simulatedWorkloads = original.simulatedWorkloads;
            readyAfter = original.readyAfter;
            keepGarbage = original.keepGarbage;
            k3sImage = original.k3sImage;
            k3sAgent = original.k3sAgent;
            existing = original.existing;
            launch = original.launch;
        }

        ClusterSpec spec() {
            return new ClusterSpec(
                    provider,
                    version,
                    anonymousAuth,
                    authentication,
                    authorization,
                    extraSans,
                    signingDuration,
                    apiserverArguments,
                    simulatedWorkloads,
                    readyAfter,
                    keepGarbage,
                    k3sImage,
                    k3sAgent,
                    existing,
                    launch);
        }
    }

    private static void requireSan(String san) {
        if (!SAN.matcher(san).matches()) {
            throw new IllegalArgumentException(
                    "\"" + san + "\" cannot be a subject alternative name: a DNS name or an IP address is needed");
        }
    }

    private static void requireArgument(String argument) {
        if (!ARGUMENT.matcher(argument).matches()) {
            throw new IllegalArgumentException("\"" + argument
                    + "\" is not an argument of kube-apiserver: write key=value without leading dashes,"
                    + " as in \"event-ttl=1h\"");
        }
    }

    private static void requireImage(@Nullable String image) {
        if (image != null && !IMAGE.matcher(image).matches()) {
            throw new IllegalArgumentException("\"" + image
                    + "\" is not the name of an image: write REGISTRY/REPOSITORY:TAG, as in "
                    + "registry.example.com/rancher/k3s:TAG");
        }
    }

    private static void requireUsable(@Nullable Duration duration) {
        if (duration != null && duration.compareTo(SHORTEST_SIGNING_DURATION) < 0) {
            throw new IllegalArgumentException("the signing duration is " + duration.toSeconds()
                    + " s, but no certificate can be asked for with less than "
                    + SHORTEST_SIGNING_DURATION.toSeconds() + " s");
        }
    }

    private static void requireUsable(@Nullable Duration readyAfter, boolean simulatedWorkloads) {
        if (readyAfter == null) {
            return;
        }
        if (!simulatedWorkloads) {
            throw new IllegalArgumentException("readyAfter is given, but workloads are not simulated: set"
                    + " simulatedWorkloads = true too, or leave readyAfter out");
        }
        if (readyAfter.isNegative()) {
            throw new IllegalArgumentException("readyAfter must not be negative, as in " + readyAfter);
        }
    }
}
