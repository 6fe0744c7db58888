package dev.kubeuser.settings.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * A setting: a JUnit configuration parameter, for example in {@code junit-platform.properties}, or a system property.
 */
public enum Setting {
    CLUSTER("kubeuser.cluster"),
    KUBERNETES_VERSION("kubeuser.kubernetes.version"),
    DEDICATED("kubeuser.dedicated"),
    ANONYMOUS_AUTH("kubeuser.anonymous-auth"),
    EXTRA_SANS("kubeuser.extra-sans"),
    SIGNING_DURATION("kubeuser.signing-duration"),
    APISERVER_ARGUMENTS("kubeuser.apiserver-arguments"),
    WORKLOADS("kubeuser.workloads"),
    READY_AFTER("kubeuser.workloads.ready-after"),
    KUBECONFIG("kubeuser.kubeconfig"),
    CONTEXT("kubeuser.context"),
    DEFAULT_KUBECONFIG("kubeuser.default-kubeconfig"),
    VIA("kubeuser.via"),
    K3S_IMAGE("kubeuser.k3s.image"),
    K3S_AGENT("kubeuser.k3s.agent"),
    KEEP("kubeuser.keep"),
    REUSE("kubeuser.reuse"),
    REUSE_IDLE("kubeuser.reuse-idle"),
    START_TIMEOUT("kubeuser.start-timeout"),
    REQUEST_TIMEOUT("kubeuser.request-timeout"),
    CSR_TIMEOUT("kubeuser.csr-timeout"),
    POLICY_TIMEOUT("kubeuser.policy-timeout"),
    HELM("kubeuser.helm"),
    GOLDEN("kubeuser.golden"),
    REPORT("kubeuser.report"),
    BUILD("kubeuser.build"),
    PROOF_LIMIT("kubeuser.proof-limit"),
    REQUIRE_COVERAGE("kubeuser.require.coverage"),
    REQUIRE_MUTATION_SCORE("kubeuser.require.mutation-score"),
    REQUIRE_ACCEPTED_RISKS("kubeuser.require.accepted-risks"),
    REQUIRE_NO_DENIALS("kubeuser.require.no-denials"),
    CACHE_DIRECTORY("kubeuser.cache-directory"),
    BINARY("kubeuser.control-plane.binary"),
    LOG_VERBOSITY("kubeuser.log-verbosity");

    static final String PREFIX = "kubeuser.";

    /** The prefix of the settings that can fail a run although its tests pass. */
    public static final String REQUIRE = PREFIX + "require";

    private final String key;

    Setting(String key) {
        this.key = key;
    }

    public String key() {
        return key;
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
