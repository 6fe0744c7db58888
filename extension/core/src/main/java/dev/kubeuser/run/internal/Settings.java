// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.cluster.internal.WantedVersion;
import dev.kubeuser.credential.Via;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Setting}s: JUnit's configuration parameters in a test, system properties elsewhere. A malformed value is
 * an error that names the setting and the value.
 */
public final class Settings {

    /** Creates the exception for a malformed value: JUnit's own type under JUnit, ours elsewhere. */
    public interface Complaint {

        /** {@return the exception} */
        RuntimeException of(String message, @Nullable Throwable cause);
    }

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final Pattern MILLIS = Pattern.compile("(\\d{1,12})MS");

    /** The nanoseconds of much longer durations do not fit into a long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** The specification of a cluster that is all left to the settings. */
    public static final ClusterSpec ALL_OPEN = ClusterSpec.defaults().withProvider("default");

    private final Function<String, Optional<String>> source;
    private final Complaint complaint;

    public Settings(Function<String, Optional<String>> source, Complaint complaint) {
        this.source = source;
        this.complaint = complaint;
    }

    /** Reads settings by their keys, for a tool. */
    public static Settings of(Map<String, String> values) {
        return new Settings(key -> Optional.ofNullable(values.get(key)), ConfigurationException::new);
    }

    /** Reads the settings of a program without JUnit. */
    public static Settings ofSystemProperties() {
        return new Settings(key -> Optional.ofNullable(System.getProperty(key)), ConfigurationException::new);
    }

    /**
     * Reads the settings before JUnit has a configuration: system properties, then {@code junit-platform.properties},
     * as JUnit does.
     */
    public static Settings ofLauncherSession() {
        Properties file = Setting.ofJUnit();
        return new Settings(
                key -> Optional.ofNullable(System.getProperty(key))
                        .or(() -> Optional.ofNullable(file.getProperty(key))),
                ConfigurationException::new);
    }

    /** Returns a copy with some values replaced. */
    public Settings with(Map<String, String> overrides) {
        return new Settings(key -> Optional.ofNullable(overrides.get(key)).or(() -> source.apply(key)), complaint);
    }

    /** Returns the value of any parameter, not only of a setting. */
    public @Nullable String parameter(String key) {
        return source.apply(key).orElse(null);
    }

    /** Returns the value of a setting, or else its default; empty if it has none that is the same everywhere. */
    public <T> Optional<T> read(Setting setting, Function<String, T> parser) {
        return source.apply(setting.key())
                .or(() -> Optional.ofNullable(setting.defaultValue()))
                .map(String::strip)
                .map(text -> parse(setting, text, parser));
    }

    /** Returns the value of a setting that has a default. */
    public <T> T value(Setting setting, Function<String, T> parser) {
        return read(setting, parser)
                .orElseThrow(() -> new IllegalArgumentException(setting + " has no default: use read"));
    }

    private <T> T parse(Setting setting, String text, Function<String, T> parser) {
        if (text.isEmpty()) {
            throw complaint.of(Setting.withoutValue(setting.key()), null);
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException malformed) {
            throw complaint.of(setting.key() + "=" + text + ": " + malformed.getMessage(), malformed);
        }
    }

    /** Whether a setting has a given value. */
    public boolean isSet(Setting setting) {
        return source.apply(setting.key()).isPresent();
    }

    public RuntimeException complain(String message, @Nullable Throwable cause) {
        return complaint.of(message, cause);
    }

    public boolean flag(Setting setting) {
        return value(setting, Settings::parseBoolean);
    }

    /** How a test acts as a user. */
    public Via via() {
        return value(Setting.VIA, Settings::parseVia);
    }

    private static Via parseVia(String text) {
        return Arrays.stream(Via.values())
                .filter(via -> via.toString().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not a value of via; there are: "
                        + Arrays.stream(Via.values()).map(Via::toString).collect(Collectors.joining(", "))));
    }

    /** How long the flow to a certificate may take; {@code null} for what the cluster usually needs. */
    public @Nullable Duration csrTimeout() {
        return read(Setting.CSR_TIMEOUT, Settings::parseDuration).orElse(null);
    }

    /** How long an applied policy may take to become effective. */
    public Duration policyTimeout() {
        return value(Setting.POLICY_TIMEOUT, Settings::parseDuration);
    }

    /** Requires that golden files are compared or written: the assertions that do so read that from the JVM. */
    public void requireGoldenMode() {
        value(Setting.GOLDEN, Golden.Mode::parse);
    }

    /** How long the judging of mutants may take; {@code null} for any time. */
    public @Nullable Duration proofLimit() {
        return read(Setting.PROOF_LIMIT, Settings::parseDuration).orElse(null);
    }

    /** The destination of the report; by default the build's output directory. */
    public ReportDestination reportDestination() {
        return read(Setting.REPORT, ReportDestination::parse).orElseGet(this::usualDestination);
    }

    private ReportDestination usualDestination() {
        try {
            return ReportDestination.usual();
        } catch (IllegalArgumentException impossible) {
            throw complaint.of(Setting.REPORT.key() + " is not set, and " + impossible.getMessage(), impossible);
        }
    }

    /**
     * The specification of a shared cluster by the settings, with one change.
     *
     * @param change what else is wanted of it
     */
    public ClusterSpec cluster(ClusterLauncher launcher, UnaryOperator<ClusterSpec> change) {
        try {
            ClusterSpec spec = cluster(ALL_OPEN, launcher, change);
            launcher.check(spec);
            return spec;
        } catch (IllegalArgumentException impossible) {
            throw complaint.of(String.valueOf(impossible.getMessage()), impossible);
        }
    }

    /**
     * The specification of a cluster of which some things are chosen. The settings decide what is left open, and how to
     * start it.
     *
     * @param chosen {@link #ALL_OPEN}, or a copy of it
     * @param change what else is wanted of it
     * @throws IllegalArgumentException if the choice is not possible
     */
    public ClusterSpec cluster(ClusterSpec chosen, ClusterLauncher launcher, UnaryOperator<ClusterSpec> change) {
        String name = chosen.provider().equals(ALL_OPEN.provider())
                ? value(Setting.CLUSTER, launcher::normalizeName)
                : launcher.normalizeName(chosen.provider());
        return WantedVersion.withResolvedVersion(change.apply(chosen.withProvider(name)
                .withVersion(or(chosen.version(), Setting.KUBERNETES_VERSION, Settings::parseVersion))
                .withAuthentication(or(chosen.authentication(), Setting.AUTHENTICATION, Function.identity()))
                .withAuthorization(or(chosen.authorization(), Setting.AUTHORIZATION, Function.identity()))
                .withSimulatedWorkloads(chosen.simulatedWorkloads() || flag(Setting.SIMULATED_WORKLOADS))
                .withKeepGarbage(flag(Setting.KEEP_GARBAGE))
                .withK3sImage(or(chosen.k3sImage(), Setting.K3S_IMAGE, Function.identity()))
                .withK3sAgent(chosen.k3sAgent() || flag(Setting.K3S_AGENT))
                .withExisting(ClusterKind.of(name) == ClusterKind.EXISTING ? existing() : ExistingOptions.NONE)
                .withLaunch(launch())));
    }

    private <T> @Nullable T or(@Nullable T chosen, Setting setting, Function<String, T> parser) {
        return chosen == null ? read(setting, parser).orElse(null) : chosen;
    }

    private static KubernetesVersion parseVersion(String text) {
        if (text.contains(",")) {
            throw new IllegalArgumentException("a cluster has one version: annotate the test classes with"
                    + " @KubeVersions, which runs them once for each, or run the build once for each");
        }
        return KubernetesVersion.parse(text);
    }

    /** The versions for classes that run on several; empty if the settings name none. */
    public List<KubernetesVersion> versions() {
        return read(Setting.KUBERNETES_VERSION, Settings::parseVersions).orElse(List.of());
    }

    private static List<KubernetesVersion> parseVersions(String text) {
        return Stream.of(text.split(",", -1)).map(KubernetesVersion::parse).toList();
    }

    private ExistingOptions existing() {
        return ExistingOptions.of(
                read(Setting.KUBECONFIG, Function.identity()).orElse(null),
                read(Setting.CONTEXT, Function.identity()).orElse(null));
    }

    private LaunchOptions launch() {
        return LaunchOptions.defaults()
                .withKeep(flag(Setting.KEEP))
                .withStartTimeout(
                        read(Setting.START_TIMEOUT, Settings::parseDuration).orElse(null))
                .withRequestTimeout(value(Setting.REQUEST_TIMEOUT, Settings::parseDuration))
                .withCacheDirectory(read(Setting.CACHE_DIRECTORY, Settings::parseAbsolute)
                        .orElseGet(() -> HostSystem.current().cacheDirectory()))
                .withBinary(read(Setting.BINARY, Path::of).orElse(null))
                .withControlPlaneUrl(
                        read(Setting.CONTROL_PLANE_URL, URI::create).orElse(null))
                .withLogVerbosity(value(Setting.LOG_VERBOSITY, Settings::parseInteger));
    }

    public static boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false is needed, in lower case");
        };
    }

    /** Reads a number as people write it: in the digits 0 to 9, without a sign and without zeros before it. */
    public static int parseInteger(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("a whole number is needed, as in 80");
        }
        return Integer.parseInt(text);
    }

    /** Refuses a relative path, which would be a different directory in each module. */
    static Path parseAbsolute(String text) {
        Path path = Path.of(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("an absolute path is needed, such as " + path.toAbsolutePath());
        }
        return path;
    }

    /**
     * Reads {@code 250ms}, {@code 90s}, {@code 5m}, {@code 1h30m}, and what {@link Duration#parse} reads.
     *
     * @throws IllegalArgumentException if the text is malformed, or the duration is not positive or longer than a
     *     century
     */
    public static Duration parseDuration(String text) {
        Duration duration = duration(text);
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not possible: more than 0s and at most " + LONGEST.toHours() + "h are");
        }
        return duration;
    }

    private static Duration duration(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        Matcher millis = MILLIS.matcher(upper);
        if (millis.matches()) {
            return Duration.ofMillis(Long.parseLong(millis.group(1)));
        }
        try {
            return Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a duration; write it as in 250ms, 90s, 5m or 1h30m", malformed);
        }
    }
}
