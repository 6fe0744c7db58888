package dev.kubeuser.settings.internal;

import static dev.kubeuser.settings.internal.SettingDefault.value;
import static dev.kubeuser.settings.internal.SettingDefault.words;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * A setting: a JUnit configuration parameter, for example in {@code junit-platform.properties}, or a system property.
 *
 * <p>The page {@code docs/settings.md} lists what is said here.
 */
public enum Setting {
    CLUSTER(
            "kubeuser.cluster",
            SettingTopic.CLUSTER,
            SettingType.CHOICE,
            value("auto"),
            "0.1",
            "The [kind of cluster](clusters.md): `auto`, `embedded`, `k3s`, `existing`, or another `ClusterProvider`."),
    KUBERNETES_VERSION(
            "kubeuser.kubernetes.version",
            SettingTopic.CLUSTER,
            SettingType.TEXT,
            words("the [default version](versions.md)"),
            "0.1",
            "The [version](versions.md): a minor such as `1.35`, or exact. A list for `@KubeVersions`."),
    AUTHENTICATION(
            "kubeuser.authentication",
            SettingTopic.CLUSTER,
            SettingType.PATH,
            SettingDefault.NONE,
            "0.1",
            "The API server's [`AuthenticationConfiguration`](identities.md). Not on an existing cluster."),
    AUTHORIZATION(
            "kubeuser.authorization",
            SettingTopic.CLUSTER,
            SettingType.PATH,
            SettingDefault.NONE,
            "0.1",
            "The API server's [`AuthorizationConfiguration`](authorizers.md). Not on an existing cluster."),
    WORKLOADS(
            "kubeuser.workloads",
            SettingTopic.CLUSTER,
            SettingType.CHOICE,
            value("default"),
            "0.1",
            "`simulated`: [workloads](workloads.md) create pods that report ready. Embedded only."),
    KEEP_GARBAGE(
            "kubeuser.keep-garbage",
            SettingTopic.CLUSTER,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: objects stay whose owners are gone, as in [envtest](envtest.md#what-stays-and-what-differs). Embedded only."),
    K3S_IMAGE(
            "kubeuser.k3s.image",
            SettingTopic.CLUSTER,
            SettingType.TEXT,
            words("`rancher/k3s`"),
            "0.1",
            "The image of k3s. Without a tag it gets that of the version."),
    K3S_AGENT(
            "kubeuser.k3s.agent",
            SettingTopic.CLUSTER,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: k3s also has a node, in a privileged container."),
    KUBECONFIG(
            "kubeuser.kubeconfig",
            SettingTopic.CLUSTER,
            SettingType.PATH,
            words("the variable `KUBECONFIG`"),
            "0.1",
            "The kubeconfig of the [existing cluster](existing-clusters.md), or several."),
    CONTEXT(
            "kubeuser.context",
            SettingTopic.CLUSTER,
            SettingType.TEXT,
            words("none; never the current context"),
            "0.1",
            "The context of the existing cluster."),
    KEEP(
            "kubeuser.keep",
            SettingTopic.LIFETIME,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: a new cluster starts and outlives the tests, for [debugging](debugging.md)."),
    START_TIMEOUT(
            "kubeuser.start-timeout",
            SettingTopic.TIMEOUTS,
            SettingType.DURATION,
            words("`60s`; for k3s `120s`"),
            "0.1",
            "How long a cluster may take to start, pull of an image included."),
    REQUEST_TIMEOUT(
            "kubeuser.request-timeout",
            SettingTopic.TIMEOUTS,
            SettingType.DURATION,
            value("10s"),
            "0.1",
            "How long the API server may take to answer. A watch has no limit."),
    CSR_TIMEOUT(
            "kubeuser.csr-timeout",
            SettingTopic.TIMEOUTS,
            SettingType.DURATION,
            words("`15s`; existing cluster `5s`; k3s at least until `60s` after its start"),
            "0.1",
            "How long the signer may take to issue a certificate."),
    POLICY_TIMEOUT(
            "kubeuser.policy-timeout",
            SettingTopic.TIMEOUTS,
            SettingType.DURATION,
            value("10s"),
            "0.1",
            "How long manifests may take to become effective, or ineffective."),
    VIA(
            "kubeuser.via",
            SettingTopic.SUBJECTS,
            SettingType.CHOICE,
            value("certificate"),
            "0.1",
            "`impersonation`: users get [no certificates](existing-clusters.md#clusters-that-sign-no-certificates)."),
    DEFAULT_KUBECONFIG(
            "kubeuser.default-kubeconfig",
            SettingTopic.SUBJECTS,
            SettingType.TEXT,
            SettingDefault.NONE,
            "0.1",
            "`admin`, a ServiceAccount or a user: the [default of the JVM](kubeconfigs.md#the-default-of-a-jvm)."),
    REPORT(
            "kubeuser.report",
            SettingTopic.REPORT,
            SettingType.PATH,
            words("`target/kubeuser`; `build/kubeuser` with Gradle"),
            "0.1",
            "The directory of the [report](report.md); `off` for none."),
    BUILD(
            "kubeuser.build",
            SettingTopic.REPORT,
            SettingType.TEXT,
            words("the Maven process; otherwise each JVM"),
            "0.1",
            "JVMs with the same name of the build write one report."),
    PROOF_LIMIT(
            "kubeuser.proof-limit",
            SettingTopic.REPORT,
            SettingType.DURATION,
            SettingDefault.NONE,
            "0.1",
            "How long [mutants](coverage.md) may be analyzed. The rest are `UNDECIDED`, and fail a required mutation"
                    + " score."),
    REQUIRE_COVERAGE(
            "kubeuser.require.coverage",
            SettingTopic.THRESHOLDS,
            SettingType.PERCENT,
            SettingDefault.NONE,
            "0.1",
            "How many permissions the tests must cover. Otherwise the [run"
                    + " fails](report.md#a-run-that-proves-too-little-fails)."),
    REQUIRE_MUTATION_SCORE(
            "kubeuser.require.mutation-score",
            SettingTopic.THRESHOLDS,
            SettingType.PERCENT,
            SettingDefault.NONE,
            "0.1",
            "How many mutants the tests must kill."),
    REQUIRE_ACCEPTED_RISKS(
            "kubeuser.require.accepted-risks",
            SettingTopic.THRESHOLDS,
            SettingType.PATH,
            SettingDefault.NONE,
            "0.1",
            "A file of accepted risky permissions and escalation paths. Other risky permissions fail the run."),
    REQUIRE_NO_ESCALATION(
            "kubeuser.require.no-escalation",
            SettingTopic.THRESHOLDS,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: a [path to cluster-admin](escalation-paths.md) that is not accepted fails the run."),
    REQUIRE_NO_DENIALS(
            "kubeuser.require.no-denials",
            SettingTopic.THRESHOLDS,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: a [denial](denials.md) that a test does not expect fails it."),
    SHARD(
            "kubeuser.shard",
            SettingTopic.THRESHOLDS,
            SettingType.TEXT,
            SettingDefault.NONE,
            "0.1",
            "The name of this [shard](ci.md#shards). The job that merges checks what is required."),
    GOLDEN(
            "kubeuser.golden",
            SettingTopic.FILES,
            SettingType.CHOICE,
            value("compare"),
            "0.1",
            "`update`: tables of [access](tables.md) and [identities](identities.md#a-table-of-identities) are written"
                    + " again. Only as a system property."),
    HELM(
            "kubeuser.helm",
            SettingTopic.FILES,
            SettingType.PATH,
            words("`helm` on the `PATH`"),
            "0.1",
            "The program that renders [charts](charts.md)."),
    CACHE_DIRECTORY(
            "kubeuser.cache-directory",
            SettingTopic.FILES,
            SettingType.PATH,
            words("`kubeuser` in your [caches](platforms.md#what-differs)"),
            "0.1",
            "Where the control plane is unpacked. An absolute path."),
    BINARY(
            "kubeuser.control-plane.binary",
            SettingTopic.FILES,
            SettingType.PATH,
            words("the one in the jar"),
            "0.1",
            "Another control-plane program to run."),
    CONTROL_PLANE_URL(
            "kubeuser.control-plane.url",
            SettingTopic.FILES,
            SettingType.TEXT,
            words("that of the release"),
            "0.1",
            "Where [the archive](archive.md#other-versions) downloads control planes: https, or http on loopback."),
    LOG_VERBOSITY(
            "kubeuser.log-verbosity",
            SettingTopic.FILES,
            SettingType.NUMBER,
            value("0"),
            "0.1",
            "How much the control plane logs, from 0 to 10.");

    static final String PREFIX = "kubeuser.";

    /** The prefix of the settings that can fail a run although its tests pass. */
    public static final String REQUIRE = PREFIX + "require";

    private final String key;
    private final SettingTopic topic;
    private final SettingType type;
    private final @Nullable String defaultValue;
    private final String defaultWords;
    private final String since;
    private final String purpose;

    Setting(String key, SettingTopic topic, SettingType type, SettingDefault otherwise, String since, String purpose) {
        this.key = key;
        this.topic = topic;
        this.type = type;
        this.defaultValue = otherwise.value();
        this.defaultWords = otherwise.words();
        this.since = since;
        this.purpose = purpose;
    }

    public String key() {
        return key;
    }

    SettingTopic topic() {
        return topic;
    }

    SettingType type() {
        return type;
    }

    /** Returns what is read where the setting is not set; {@code null} if its reader finds that out. */
    @Nullable
    String defaultValue() {
        return defaultValue;
    }

    /** Returns the default in Markdown. */
    String defaultWords() {
        return defaultWords;
    }

    /** Returns the first release with the setting. */
    String since() {
        return since;
    }

    /** Returns what the setting does, in Markdown with links from the folder {@code docs}. */
    String purpose() {
        return purpose;
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
