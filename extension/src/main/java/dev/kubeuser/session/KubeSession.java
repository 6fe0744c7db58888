package dev.kubeuser.session;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.coverage.internal.recording.RunningTests;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.credential.internal.KeySupply;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.report.internal.ReportDestination;
import dev.kubeuser.session.internal.AppliedPolicy;
import dev.kubeuser.session.internal.OpenResources;
import dev.kubeuser.session.internal.RecordedCluster;
import dev.kubeuser.session.internal.ReportSink;
import dev.kubeuser.session.internal.ServiceAccountsOfCluster;
import dev.kubeuser.session.internal.SharedCluster;
import dev.kubeuser.session.internal.SubjectAccess;
import dev.kubeuser.session.internal.TokenAccess;
import dev.kubeuser.session.internal.UserAccess;
import dev.kubeuser.settings.internal.ConfiguredCluster;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.settings.internal.SettingsCheck;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with users and a policy, without JUnit: for a main method, TestNG, Cucumber or a script.
 *
 * <pre>{@code
 * try (KubeSession session = KubeSession.start()) {
 *     session.apply("deploy/rbac/");
 *     KubeAccess alice = session.user("alice", "developers");
 *     assertThat(alice).can(list("pods").in("dev"));
 * }
 * }</pre>
 *
 * <p>Settings are read from the system properties {@code kubeuser.*}, as under JUnit. Closing a session removes what it
 * created, in reverse order. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class KubeSession implements AutoCloseable {

    /**
     * The body of one test.
     *
     * @param <E> the checked exception that it throws, if it throws any
     */
    @FunctionalInterface
    public interface TestBody<E extends Exception> {

        /**
         * Runs the test.
         *
         * @throws E if it fails
         */
        void run() throws E;
    }

    private static final String NAMESPACE = "default";

    private final Settings settings;
    private final OpenResources open = new OpenResources();
    private final SharedCluster cluster;
    private final KubeAccess admin;
    private final KeySupply keys = new KeySupply();
    private final RunningTests tests = new RunningTests();
    private final Set<String> users = new LinkedHashSet<>();
    private final AtomicInteger testNumber = new AtomicInteger();
    private final @Nullable ReportSink report;
    private final @Nullable RecordedCluster recorded;
    private @Nullable ServiceAccountsOfCluster accounts;
    private @Nullable KubeAccess anonymous;
    private @Nullable WebhookEndpoint webhooks;

    private KubeSession(Settings settings, ReportDestination destination) {
        ClusterLauncher launcher = new ClusterLauncher();
        this.settings = settings;
        ReportSink sink = destination instanceof ReportDestination.Off ? null : ReportSink.of(destination, settings);
        this.report = sink == null ? null : open.add(sink);
        this.cluster = open.add(new SharedCluster(launcher, ConfiguredCluster.spec(settings, launcher)));
        try {
            Cluster running = cluster.await();
            this.admin = open.add(KubeAccess.admin(running));
            this.recorded = sink == null ? null : open.add(new RecordedCluster(cluster, tests, sink));
        } catch (RuntimeException failure) {
            open.closeAfter(failure);
            throw failure;
        }
    }

    /**
     * Starts or finds the cluster that the settings specify; by default k3s if a container engine answers, otherwise
     * the embedded control plane.
     *
     * @return the session, with a cluster that is ready
     * @throws ConfigurationException if a setting is malformed
     * @throws dev.kubeuser.cluster.ClusterException if the cluster does not start
     */
    public static KubeSession start() {
        return builder().start();
    }

    /**
     * {@return a builder, to set settings in code or to write a report}
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return the cluster}
     */
    public Cluster cluster() {
        return cluster.await();
    }

    /**
     * {@return access as the cluster's administrator}
     */
    public KubeAccess admin() {
        return admin;
    }

    /**
     * {@return access without any credential, as {@code system:anonymous}}
     */
    public synchronized KubeAccess anonymous() {
        if (anonymous == null) {
            anonymous = open.add(KubeAccess.anonymous(cluster()));
        }
        return anonymous;
    }

    /**
     * Issues a client certificate through the CertificateSigningRequest API.
     *
     * @param name the user name
     * @param groups the groups
     * @return access as this user
     * @throws IllegalArgumentException if the name or a group is invalid
     * @throws dev.kubeuser.credential.CredentialException if no certificate is issued
     */
    public KubeAccess user(String name, String... groups) {
        return user(UserSpec.named(name).withGroups(groups));
    }

    /**
     * Issues a credential to a user, or impersonates the user.
     *
     * @param user the user, with its key, its lifetime and how to become it
     * @return access as this user
     * @throws dev.kubeuser.credential.CredentialException if no certificate is issued
     */
    public KubeAccess user(UserSpec user) {
        return access(new UserAccess(
                cluster,
                settled(user),
                settings.csrTimeout(cluster().kind() == ClusterKind.EXISTING),
                settings.flag(Setting.KEEP),
                keys,
                timeline -> {
                    if (report != null) {
                        report.add(timeline);
                    }
                }));
    }

    private UserSpec settled(UserSpec user) {
        return user.via() == Via.DEFAULT
                ? user.withVia(settings.read(Setting.VIA, Via::parse).orElse(Via.CERTIFICATE))
                : user;
    }

    /**
     * Requests a token of a ServiceAccount. The ServiceAccount and its namespace are created if they do not exist.
     *
     * @param account {@code NAMESPACE/NAME}
     * @return access as this ServiceAccount
     * @throws IllegalArgumentException if the argument is not {@code NAMESPACE/NAME}
     * @throws dev.kubeuser.credential.CredentialException if no token is issued
     */
    public KubeAccess serviceAccount(String account) {
        return serviceAccount(ServiceAccountSpec.parse(account));
    }

    /**
     * Requests a token of a ServiceAccount with certain audiences and a certain lifetime.
     *
     * @param account the ServiceAccount
     * @return access as this ServiceAccount
     * @throws dev.kubeuser.credential.CredentialException if no token is issued
     */
    public KubeAccess serviceAccount(ServiceAccountSpec account) {
        return access(new TokenAccess(cluster, account, () -> accounts().accounts(), settings.flag(Setting.KEEP)));
    }

    private synchronized ServiceAccountsOfCluster accounts() {
        if (accounts == null) {
            accounts = open.add(new ServiceAccountsOfCluster(cluster));
        }
        return accounts;
    }

    private KubeAccess access(SubjectAccess subject) {
        KubeAccess access = open.add(subject).access();
        synchronized (users) {
            users.add(access.name());
        }
        tests.hold(access.name());
        return access;
    }

    /**
     * Applies manifests and waits until they are effective.
     *
     * @param sources files, directories, globs and {@code classpath:} resources
     * @return this
     * @throws dev.kubeuser.manifest.ManifestException if they cannot be read or applied
     */
    public KubeSession apply(String... sources) {
        return apply(Manifests.load(sources), NAMESPACE);
    }

    /**
     * Applies manifests and waits until they are effective.
     *
     * @param manifests the manifests
     * @param namespace the namespace of objects that name none
     * @return this
     * @throws dev.kubeuser.manifest.ManifestException if they cannot be applied
     */
    public KubeSession apply(Manifests manifests, String namespace) {
        return apply(manifests, ApplyOptions.defaults().withNamespace(namespace));
    }

    private KubeSession apply(Manifests manifests, ApplyOptions given) {
        ApplyOptions options = given.withTimeout(settings.policyTimeout()).withOwner("the session");
        Manifests redirected = redirected(manifests);
        AppliedPolicy applied = open.add(
                new AppliedPolicy(cluster, admin, access -> AppliedManifests.apply(redirected, access, options)));
        if (recorded != null) {
            applied.recordIn(recorded.recorder(), options.namespace());
        }
        return this;
    }

    /**
     * Applies what a Helm chart renders for the version of the cluster, and waits until it is effective. Missing
     * namespaces are created, as by {@code helm install --create-namespace}.
     *
     * @param chart the chart
     * @return this
     * @throws dev.kubeuser.manifest.ManifestException if it cannot be rendered or applied
     */
    public KubeSession apply(HelmChart chart) {
        HelmChart known = settings.read(Setting.HELM, Function.identity())
                .map(chart::withHelm)
                .orElse(chart);
        return apply(
                known.render(cluster().version(), Map.of(), cluster().directory()),
                ApplyOptions.defaults().withNamespace(known.namespace()).withCreateNamespaces(true));
    }

    /**
     * Returns where this process serves webhooks. From the first call, webhooks of a {@code service} in manifests and
     * charts that are applied are called there instead.
     *
     * @return the endpoint, always the same; the session removes its files
     * @throws ConfigurationException if the API server cannot reach this process
     */
    public synchronized WebhookEndpoint webhooks() {
        if (webhooks == null) {
            webhooks = open.add(WebhookEndpoint.of(cluster()));
        }
        return webhooks;
    }

    private synchronized Manifests redirected(Manifests manifests) {
        return webhooks == null ? manifests : webhooks.redirect(manifests);
    }

    /**
     * Runs code as one test, so that the report shows which test covered what. Assertions outside of a test count, but
     * belong to no test.
     *
     * @param name the name of the test, as the report shows it
     * @param body the test
     * @param <E> the checked exception that the body throws, if it throws any
     * @throws E what the body throws
     */
    public <E extends Exception> void test(String name, TestBody<E> body) throws E {
        Set<String> known;
        synchronized (users) {
            known = Set.copyOf(users);
        }
        tests.begin(new TestCase(testNumber.incrementAndGet() + " " + name, name), known);
        try {
            body.run();
        } finally {
            tests.end();
        }
    }

    /**
     * Writes the report now. Closing the session writes it again if more was recorded.
     *
     * @return the directory, or empty if no policy was under test or no report was requested
     */
    public Optional<Path> writeReport() {
        if (report == null) {
            return Optional.empty();
        }
        report.takeFromRunningClusters();
        return report.write();
    }

    /** Removes what the session created, in reverse order, and ends the cluster if the session started it. */
    @Override
    public void close() {
        open.close();
    }

    /** Builds a session. Settings in code take precedence over system properties. */
    public static final class Builder {

        private final Map<String, String> overrides = new HashMap<>();
        private @Nullable Path report;

        private Builder() {}

        /**
         * Sets the kind of cluster; {@code kubeuser.cluster}.
         *
         * @param kind the kind
         * @return this
         */
        public Builder cluster(ClusterKind kind) {
            return setting(Setting.CLUSTER.key(), kind.toString());
        }

        /**
         * Overrides a setting.
         *
         * @param key the key, for example {@code kubeuser.signing-duration}
         * @param value the value, as a system property would have it
         * @return this
         * @throws ConfigurationException if there is no such setting
         */
        public Builder setting(String key, String value) {
            SettingsCheck.requireKnown(Set.of(key), "KubeSession.builder()");
            overrides.put(key, value);
            return this;
        }

        /**
         * Records assertions and requests, and writes the report.
         *
         * @param directory the directory of the report
         * @return this
         */
        public Builder report(Path directory) {
            this.report = directory;
            return this;
        }

        /**
         * Starts or finds the cluster.
         *
         * @return the session, with a cluster that is ready
         * @throws ConfigurationException if a setting is malformed, or the report cannot be written to its directory
         * @throws dev.kubeuser.cluster.ClusterException if the cluster does not start
         */
        public KubeSession start() {
            SettingsCheck.requireKnownKeys();
            return new KubeSession(Settings.ofSystemProperties().with(overrides), destination());
        }

        private ReportDestination destination() {
            try {
                return report == null ? new ReportDestination.Off() : ReportDestination.directory(report);
            } catch (IllegalArgumentException refused) {
                throw new ConfigurationException("report(" + report + "): " + refused.getMessage(), refused);
            }
        }
    }
}
