// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * A setting: a JUnit configuration parameter, for example in {@code junit-platform.properties}, or a system property.
 *
 * <p>The page {@code docs/settings.md} says what each does.
 */
public enum Setting {
    CLUSTER("kubeuser.cluster", "auto"),
    KUBERNETES_VERSION("kubeuser.kubernetes.version"),
    AUTHENTICATION("kubeuser.authentication"),
    AUTHORIZATION("kubeuser.authorization"),
    WORKLOADS("kubeuser.workloads", "default"),
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

    static final String PREFIX = "kubeuser.";

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

    static boolean exists(String key) {
        return Arrays.stream(values()).anyMatch(setting -> setting.key.equals(key));
    }

    /** Returns the setting that a mistyped key probably means. */
    static Setting nearest(String mistyped) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        Optional<Setting> nearest =
                Arrays.stream(values()).min(Comparator.comparingInt(setting -> distance.apply(setting.key, mistyped)));
        return nearest.orElseThrow();
    }
}
