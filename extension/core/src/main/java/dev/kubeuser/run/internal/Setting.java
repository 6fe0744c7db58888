// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.base.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * A setting: a JUnit configuration parameter, for example in {@code junit-platform.properties}, or a system property.
 *
 * <p>The page {@code docs/settings.md} describes each setting.
 */
public enum Setting {
    CLUSTER("kubeuser.cluster", "auto"),
    KUBERNETES_VERSION("kubeuser.kubernetes.version"),
    AUTHENTICATION("kubeuser.authentication"),
    AUTHORIZATION("kubeuser.authorization"),
    SIMULATED_WORKLOADS("kubeuser.simulated-workloads", "false"),
    KEEP_GARBAGE("kubeuser.keep-garbage", "false"),
    K3S_IMAGE("kubeuser.k3s.image"),
    K3S_AGENT("kubeuser.k3s.agent", "false"),
    KUBECONFIG("kubeuser.kubeconfig"),
    CONTEXT("kubeuser.context"),
    KEEP("kubeuser.keep", "false"),
    START_TIMEOUT("kubeuser.start-timeout"),
    REQUEST_TIMEOUT("kubeuser.request-timeout", "10s"),
    CSR_TIMEOUT("kubeuser.csr-timeout"),
    POLICY_TIMEOUT("kubeuser.policy-timeout", "10s"),
    VIA("kubeuser.via", "certificate"),
    DEFAULT_KUBECONFIG("kubeuser.default-kubeconfig"),
    REPORT("kubeuser.report"),
    BUILD("kubeuser.build"),
    PROOF_LIMIT("kubeuser.proof-limit"),
    REQUIRE_COVERAGE("kubeuser.require.coverage"),
    REQUIRE_MUTATION_SCORE("kubeuser.require.mutation-score"),
    REQUIRE_ACCEPTED_RISKS("kubeuser.require.accepted-risks"),
    REQUIRE_NO_ESCALATION("kubeuser.require.no-escalation", "false"),
    REQUIRE_NO_DENIALS("kubeuser.require.no-denials", "false"),
    SHARD("kubeuser.shard"),
    GOLDEN("kubeuser.golden", "compare"),
    HELM("kubeuser.helm"),
    CACHE_DIRECTORY("kubeuser.cache-directory"),
    BINARY("kubeuser.control-plane.binary"),
    CONTROL_PLANE_URL("kubeuser.control-plane.url"),
    LOG_VERBOSITY("kubeuser.log-verbosity", "0");

    private static final String PREFIX = "kubeuser.";
    private static final String FILE = "junit-platform.properties";

    /** The prefix of the settings that can fail a run although its tests pass. */
    public static final String REQUIRE = PREFIX + "require";

    private final String key;
    private final @Nullable String defaultValue;

    Setting(String key) {
        this(key, null);
    }

    Setting(String key, @Nullable String defaultValue) {
        this.key = key;
        this.defaultValue = defaultValue;
    }

    public String key() {
        return key;
    }

    /** Returns what is read where the setting is not set; {@code null} if its reader finds that out. */
    @Nullable
    String defaultValue() {
        return defaultValue;
    }

    private static boolean exists(String key) {
        return Arrays.stream(values()).anyMatch(setting -> setting.key.equals(key));
    }

    /**
     * Fails for a key of this library that is not a setting, or has no value, in the system properties or in JUnit's
     * file. Otherwise a mistyped setting, or one that nothing reads in a run, would be ignored silently. JUnit does not
     * show an extension the names of parameters that a launcher got in other ways.
     */
    public static void requireValid() {
        requireValid(System.getProperties(), "system property");
        requireValid(ofJUnit(), FILE);
    }

    static void requireValid(Properties properties, String source) {
        Set<String> keys = properties.stringPropertyNames();
        requireKnown(keys, source);
        for (String key : new TreeSet<>(keys)) {
            if (exists(key) && properties.getProperty(key).isBlank()) {
                throw new ConfigurationException(withoutValue(key), null);
            }
        }
    }

    /** The message about an empty setting. */
    static String withoutValue(String key) {
        return key + " is set to nothing: give it a value, or remove it";
    }

    /** Fails for a key of this library that is not a setting. */
    public static void requireKnown(Set<String> keys, String source) {
        for (String key : new TreeSet<>(keys)) {
            if (key.startsWith(PREFIX) && !exists(key)) {
                throw new ConfigurationException(
                        "There is no setting " + key + " (" + source + "); did you mean " + nearest(key) + "?", null);
            }
        }
    }

    private static String nearest(String mistyped) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return Arrays.stream(values())
                .map(Setting::key)
                .min(Comparator.comparingInt(key -> distance.apply(key, mistyped)))
                .orElseThrow();
    }

    /** The settings in JUnit's file; none if there is no such file. */
    static Properties ofJUnit() {
        Properties properties = new Properties();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = loader == null ? null : loader.getResourceAsStream(FILE)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException failure) {
            throw new ConfigurationException(FILE + " could not be read", failure);
        }
        return properties;
    }
}
