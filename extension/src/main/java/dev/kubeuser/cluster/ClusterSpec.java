package dev.kubeuser.cluster;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a cluster. Tests with equal specifications share one cluster.
 *
 * @param kind where the cluster comes from
 * @param anonymousAuth whether requests without credentials are let through as {@code system:anonymous}
 * @param extraSans DNS names and IP addresses for the server certificate, beside {@code kubernetes}, its longer forms,
 *     {@code localhost} and the loopback addresses
 * @param signingDuration the longest lifetime of a signed client certificate; {@code null} for the control plane's own
 *     default of one year
 * @param apiserverArguments further arguments of kube-apiserver as {@code key=value}
 * @param k3s what is asked of k3s, if it is that
 * @param existing which cluster is meant, if it is an existing one
 * @param launch how the cluster is started and kept
 */
public record ClusterSpec(
        ClusterKind kind,
        AnonymousAuth anonymousAuth,
        List<String> extraSans,
        @Nullable Duration signingDuration,
        List<String> apiserverArguments,
        K3sOptions k3s,
        ExistingOptions existing,
        LaunchOptions launch) {

    private static final Duration SHORTEST_SIGNING_DURATION = Duration.ofMinutes(10);
    private static final Pattern SAN = Pattern.compile("[A-Za-z0-9*]([A-Za-z0-9.:-]*[A-Za-z0-9])?|::\\S*");
    private static final Pattern ARGUMENT = Pattern.compile("[a-z0-9][a-z0-9-]*=.*", Pattern.DOTALL);

    /**
     * Checks the values, so that a wrong one is reported before anything starts.
     *
     * @throws IllegalArgumentException if a SAN, the duration or an argument is malformed, or if an existing cluster is
     *     not named or is to be configured
     */
    public ClusterSpec {
        extraSans = List.copyOf(extraSans);
        apiserverArguments = List.copyOf(apiserverArguments);
        extraSans.forEach(ClusterSpec::requireSan);
        apiserverArguments.forEach(ClusterSpec::requireArgument);
        requireUsable(signingDuration);
        if (kind == ClusterKind.EXISTING) {
            requireAsItIs(anonymousAuth, extraSans, signingDuration, apiserverArguments);
            existing.requireNamed();
        }
    }

    private static void requireAsItIs(
            AnonymousAuth anonymousAuth,
            List<String> extraSans,
            @Nullable Duration signingDuration,
            List<String> apiserverArguments) {
        boolean configured = anonymousAuth != AnonymousAuth.DEFAULT
                || !extraSans.isEmpty()
                || signingDuration != null
                || !apiserverArguments.isEmpty();
        if (configured) {
            throw new IllegalArgumentException("an existing cluster is taken as it is, and cannot be asked for"
                    + " anonymousAuth, extraSans, signingDuration or apiserverArguments; leave them out, or run this"
                    + " class on another kind by @KubeCluster(kind = ...)");
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

    private static void requireUsable(@Nullable Duration duration) {
        if (duration != null && duration.compareTo(SHORTEST_SIGNING_DURATION) < 0) {
            throw new IllegalArgumentException("the signing duration is " + duration.toSeconds()
                    + " s, but no certificate can be asked for with less than "
                    + SHORTEST_SIGNING_DURATION.toSeconds() + " s");
        }
    }
}
