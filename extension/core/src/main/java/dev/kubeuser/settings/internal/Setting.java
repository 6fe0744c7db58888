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
            "The [kind of cluster](clusters.md): `auto`, `embedded`, `k3s`, `existing`, or the name of another"
                    + " `ClusterProvider`."),
    KUBERNETES_VERSION(
            "kubeuser.kubernetes.version",
            SettingTopic.CLUSTER,
            SettingType.TEXT,
            words("the default of [`versions.properties`](../control-plane/versions/versions.properties)"),
            "0.1",
            "The [version of Kubernetes](versions.md): a minor such as `1.35`, or an exact version. For classes with"
                    + " `@KubeVersions` also a list."),
    ANONYMOUS_AUTH(
            "kubeuser.anonymous-auth",
            SettingTopic.CLUSTER,
            SettingType.FLAG,
            words("embedded `true`, k3s `false`"),
            "0.1",
            "Whether the API server accepts requests without a credential. RBAC decides what they may do."),
    AUTHENTICATION(
            "kubeuser.authentication",
            SettingTopic.CLUSTER,
            SettingType.PATH,
            SettingDefault.NONE,
            "0.1",
            "The `AuthenticationConfiguration` of the API server; see [Who your users really are](identities.md). Not on"
                    + " an existing cluster."),
    EXTRA_SANS(
            "kubeuser.extra-sans",
            SettingTopic.CLUSTER,
            SettingType.LIST,
            SettingDefault.NONE,
            "0.1",
            "Further names and addresses in the API server's certificate."),
    SIGNING_DURATION(
            "kubeuser.signing-duration",
            SettingTopic.CLUSTER,
            SettingType.DURATION,
            words("one year, as in Kubernetes"),
            "0.1",
            "The longest lifetime of a client certificate."),
    APISERVER_ARGUMENTS(
            "kubeuser.apiserver-arguments",
            SettingTopic.CLUSTER,
            SettingType.LIST,
            SettingDefault.NONE,
            "0.1",
            "Further arguments of kube-apiserver, as `key=value`. A value with a comma needs `@KubeCluster` or a builder."),
    WORKLOADS(
            "kubeuser.workloads",
            SettingTopic.CLUSTER,
            SettingType.CHOICE,
            value("default"),
            "0.1",
            "`simulated`: Deployments and other workloads create pods that report ready; see [Simulated"
                    + " workloads](workloads.md). Embedded only."),
    READY_AFTER(
            "kubeuser.workloads.ready-after",
            SettingTopic.CLUSTER,
            SettingType.DURATION,
            words("`300ms`"),
            "0.1",
            "How long a simulated pod takes to become ready, and then to complete if it does."),
    K3S_IMAGE(
            "kubeuser.k3s.image",
            SettingTopic.CLUSTER,
            SettingType.TEXT,
            words("`rancher/k3s` with the tag of the version"),
            "0.1",
            "The image of k3s, or a copy of it in your registry. Without a tag it gets the tag of the version."),
    K3S_AGENT(
            "kubeuser.k3s.agent",
            SettingTopic.CLUSTER,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: k3s also runs a node for pods, in a privileged container."),
    KUBECONFIG(
            "kubeuser.kubeconfig",
            SettingTopic.CLUSTER,
            SettingType.PATH,
            words("the environment variable `KUBECONFIG`"),
            "0.1",
            "The kubeconfig of the [existing cluster](existing-clusters.md); several are separated as in `KUBECONFIG`."),
    CONTEXT(
            "kubeuser.context",
            SettingTopic.CLUSTER,
            SettingType.TEXT,
            words("none; never the current context"),
            "0.1",
            "The context of the existing cluster."),
    DEDICATED(
            "kubeuser.dedicated",
            SettingTopic.LIFETIME,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: each test class gets a cluster of its own."),
    REUSE(
            "kubeuser.reuse",
            SettingTopic.LIFETIME,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: [several JVMs share the cluster](reuse.md)."),
    REUSE_IDLE(
            "kubeuser.reuse-idle",
            SettingTopic.LIFETIME,
            SettingType.DURATION,
            value("10m"),
            "0.1",
            "How long a shared cluster keeps running without a JVM that uses it."),
    KEEP(
            "kubeuser.keep",
            SettingTopic.LIFETIME,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: the cluster keeps running after the tests, for [debugging](debugging.md). It is a new cluster, even"
                    + " with `kubeuser.reuse`."),
    START_TIMEOUT(
            "kubeuser.start-timeout",
            SettingTopic.TIMEOUTS,
            SettingType.DURATION,
            words("`60s`; for k3s `120s`"),
            "0.1",
            "How long a cluster may take to start, from the first question to a container engine, with the pull of an"
                    + " image, until it signs certificates."),
    REQUEST_TIMEOUT(
            "kubeuser.request-timeout",
            SettingTopic.TIMEOUTS,
            SettingType.DURATION,
            value("10s"),
            "0.1",
            "How long the API server may take to answer a request of the library or of an injected client. A watch or"
                    + " another long-running request has no limit; it ends when the server stops answering pings."),
    CSR_TIMEOUT(
            "kubeuser.csr-timeout",
            SettingTopic.TIMEOUTS,
            SettingType.DURATION,
            words("`15s`; on an existing cluster `5s`"),
            "0.1",
            "How long the signer may take to issue a certificate."),
    POLICY_TIMEOUT(
            "kubeuser.policy-timeout",
            SettingTopic.TIMEOUTS,
            SettingType.DURATION,
            value("10s"),
            "0.1",
            "How long manifests may take to become effective, or to stop being effective."),
    VIA(
            "kubeuser.via",
            SettingTopic.SUBJECTS,
            SettingType.CHOICE,
            value("certificate"),
            "0.1",
            "`impersonation`: users get no certificates; the administrator impersonates them. See [Existing"
                    + " clusters](existing-clusters.md)."),
    DEFAULT_KUBECONFIG(
            "kubeuser.default-kubeconfig",
            SettingTopic.SUBJECTS,
            SettingType.TEXT,
            SettingDefault.NONE,
            "0.1",
            "`admin`, or the name of a ServiceAccount or user. It makes a cluster [the default of the whole"
                    + " JVM](kubeconfigs.md#the-default-of-a-jvm)."),
    REPORT(
            "kubeuser.report",
            SettingTopic.REPORT,
            SettingType.PATH,
            words("`target/kubeuser`; `build/kubeuser` with Gradle"),
            "0.1",
            "The directory of the [report](report.md); `off` for no report. If no report can be written there, the run"
                    + " fails before a cluster starts; if the disk is full at the end, it fails then."),
    BUILD(
            "kubeuser.build",
            SettingTopic.REPORT,
            SettingType.TEXT,
            words("the Maven process of Surefire and Failsafe; otherwise each JVM"),
            "0.1",
            "The name of the build. JVMs with the same name write one report."),
    REPORT_PREVIOUS(
            "kubeuser.report.previous",
            SettingTopic.REPORT,
            SettingType.LIST,
            SettingDefault.NONE,
            "0.1",
            "The `report.json` of an earlier run, or of several, to show [the trend](report.md#the-trend). `*` stands for"
                    + " a part of a name, `**` for any folders."),
    PROOF_LIMIT(
            "kubeuser.proof-limit",
            SettingTopic.REPORT,
            SettingType.DURATION,
            SettingDefault.NONE,
            "0.1",
            "How long the analysis of [mutants](coverage.md) may take. The rest are `UNDECIDED`, neither killed nor"
                    + " surviving, and a required mutation score is not met."),
    REQUIRE_COVERAGE(
            "kubeuser.require.coverage",
            SettingTopic.THRESHOLDS,
            SettingType.PERCENT,
            SettingDefault.NONE,
            "0.1",
            "How many of the policy's permissions the tests must cover; otherwise the [run"
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
            "A file with the risky permissions that the policy may have, and the escalation paths. Any other risky"
                    + " permission fails the run."),
    REQUIRE_NO_ESCALATION(
            "kubeuser.require.no-escalation",
            SettingTopic.THRESHOLDS,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: if a subject of the policy [can become cluster-admin](escalation-paths.md), the run fails, unless the file"
                    + " of accepted risks names the path."),
    REQUIRE_NO_DENIALS(
            "kubeuser.require.no-denials",
            SettingTopic.THRESHOLDS,
            SettingType.FLAG,
            SettingDefault.FALSE,
            "0.1",
            "`true`: a [denial](denials.md) that a test does not expect fails the test."),
    SHARD(
            "kubeuser.shard",
            SettingTopic.THRESHOLDS,
            SettingType.TEXT,
            SettingDefault.NONE,
            "0.1",
            "The name of the shard that runs, such as `2`, if [jobs share the tests](ci.md#shards). It leaves what is"
                    + " required to the job that merges what all shards recorded; denials still fail tests."),
    GOLDEN(
            "kubeuser.golden",
            SettingTopic.FILES,
            SettingType.CHOICE,
            value("compare"),
            "0.1",
            "`update`: [tables of access](tables.md) are written again. As a system property only."),
    HELM(
            "kubeuser.helm",
            SettingTopic.FILES,
            SettingType.PATH,
            words("`helm`, on the `PATH`"),
            "0.1",
            "The program that renders [charts](charts.md)."),
    CACHE_DIRECTORY(
            "kubeuser.cache-directory",
            SettingTopic.FILES,
            SettingType.PATH,
            words("`kubeuser` in `$XDG_CACHE_HOME` or `~/.cache`; `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on"
                    + " Windows"),
            "0.1",
            "Where the control plane is unpacked, once for all runs, and where shared clusters are found. An absolute"
                    + " path."),
    BINARY(
            "kubeuser.control-plane.binary",
            SettingTopic.FILES,
            SettingType.PATH,
            words("the one in the jar"),
            "0.1",
            "Another control-plane program to run."),
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
