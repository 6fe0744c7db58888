// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.auth.AuthorizerEndpoint;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.internal.OpenResources;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterAuthentication;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.Denials;
import dev.kubeuser.run.internal.Lifetime;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.run.internal.ReportDestination;
import dev.kubeuser.run.internal.RunListener;
import dev.kubeuser.run.internal.RunListener.ClusterListener;
import dev.kubeuser.run.internal.RunListener.UnexpectedDenial;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.run.internal.Scope;
import dev.kubeuser.run.internal.Setting;
import dev.kubeuser.run.internal.Settings;
import dev.kubeuser.run.internal.SharedCluster;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
@API(status = API.Status.MAINTAINED, since = "0.1")
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

    private static final String OWNER = "the session";

    private final OpenResources open = new OpenResources();
    private final RunningTests tests = new RunningTests();
    private final AtomicInteger testNumber = new AtomicInteger();
    private final Settings settings;
    private final @Nullable RunListener listener;
    private final Scope scope;
    private final Set<String> users = ConcurrentHashMap.newKeySet();
    private final Denials denials;
    private final Optional<ClusterListener> denied;

    KubeSession(Settings settings, UnaryOperator<ClusterSpec> change, ReportDestination destination, Denials denials) {
        ClusterLauncher launcher = new ClusterLauncher();
        ClusterSpec spec = settings.cluster(launcher, change);
        this.settings = settings;
        this.denials = denials;
        this.listener = listener(settings, destination);
        Lifetime lifetime = Lifetime.of(open);
        this.scope = new Scope(
                new Scope.Run(settings, tests, () -> Optional.ofNullable(listener)),
                open.add(new SharedCluster(launcher, spec)),
                spec.launch().keep(),
                lifetime,
                lifetime);
        try {
            scope.running();
            this.denied = scope.listener();
            tests.judgeBy(denials);
        } catch (RuntimeException failure) {
            open.closeAfter(failure);
            throw failure;
        }
    }

    /** What denials do to tests is known from what is recorded, even if no report is written. */
    private @Nullable RunListener listener(Settings settings, ReportDestination destination) {
        if (!(destination instanceof ReportDestination.Off)) {
            return open(settings, destination, "KubeSession.builder().report");
        }
        return denials.isStrict()
                ? open(settings, new ReportDestination.Unwritten(), "DenialMode.FAIL of a session")
                : null;
    }

    private RunListener open(Settings settings, ReportDestination destination, String wish) {
        return open.add(RunListener.Provider.require(settings, wish).open(settings, destination));
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

    /** {@return a builder, to set settings in code or to write a report} */
    public static KubeSessionBuilder builder() {
        return new KubeSessionBuilder();
    }

    /** {@return the cluster} */
    public Cluster cluster() {
        return scope.running();
    }

    /** {@return access as the cluster's administrator} */
    public KubeAccess admin() {
        return scope.admin();
    }

    /** {@return access without any credential, as {@code system:anonymous}} */
    public KubeAccess anonymous() {
        return scope.anonymous();
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
        return access(user);
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
        return access(account);
    }

    /**
     * Issues a token of an issuer that the cluster's {@code AuthenticationConfiguration} names.
     *
     * @param identity the identity; the API server decides which user that is
     * @return access with this token, even if the API server does not accept it
     * @throws dev.kubeuser.credential.CredentialException if the cluster does not know the issuer
     */
    public KubeAccess identity(IdentitySpec identity) {
        return access(identity);
    }

    /** Notes the name of the user, by which requests find their test. */
    private KubeAccess access(SubjectSpec subject) {
        KubeAccess access = open.add(scope.subject(subject)).access();
        users.add(access.name());
        tests.hold(access.name());
        return access;
    }

    /**
     * {@return how the cluster authenticates, to change it}
     *
     * @throws IllegalArgumentException if the cluster has no {@code AuthenticationConfiguration}
     */
    public ClusterAuthentication authentication() {
        return ClusterAuthentication.of(scope.running());
    }

    /**
     * Applies manifests and waits until they are effective.
     *
     * @param sources files, directories, globs and {@code classpath:} resources
     * @return this
     * @throws dev.kubeuser.manifest.ManifestException if they cannot be read or applied
     */
    public KubeSession apply(String... sources) {
        return apply(Manifests.load(sources), scope.options(OWNER));
    }

    /**
     * Applies manifests and waits until they are effective.
     *
     * @param manifests the manifests
     * @param options the namespace of objects that name none, whether to create namespaces, and how long to wait:
     *     {@code kubeuser.policy-timeout} has no effect here
     * @return this
     * @throws dev.kubeuser.manifest.ManifestException if they cannot be applied
     */
    public KubeSession apply(Manifests manifests, ApplyOptions options) {
        open.add(scope.apply(scope.redirect(manifests), options.withOwner(OWNER), OwnNamespaces.none()));
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
        return apply(
                render(chart),
                scope.options(OWNER)
                        .withNamespace(chart.namespace())
                        .withCreateNamespaces(true)
                        .withSkipKinds(chart.skipKinds().toArray(String[]::new)));
    }

    /**
     * {@return what a chart renders for the version of the cluster, to be changed before it is applied}
     *
     * @param chart the chart
     */
    @API(status = API.Status.INTERNAL)
    public Manifests render(HelmChart chart) {
        Cluster running = scope.running();
        return settings.read(Setting.HELM, Function.identity())
                .map(chart::withHelm)
                .orElse(chart)
                .render(ClusterContext.of(running).discovery().helmCapabilities(), Map.of(), running.directory());
    }

    /**
     * Returns where this process serves webhooks. For manifests and charts applied after the first call, the API server
     * calls this process instead of the {@code service} that a webhook names.
     *
     * @return the endpoint, always the same; the session removes its files
     * @throws ConfigurationException if the API server cannot reach this process
     */
    public WebhookEndpoint webhooks() {
        return scope.webhooks();
    }

    /**
     * Returns where this process answers for the webhook authorizers of the cluster.
     *
     * @return the endpoint, always the same; its answers end with the session
     * @throws ConfigurationException if the cluster has no webhook authorizer
     */
    public AuthorizerEndpoint authorizer() {
        return scope.authorizer();
    }

    /**
     * Runs code as one test, so that the report shows which test covered what. Assertions outside of a test are
     * recorded, but belong to no test.
     *
     * @param name the name of the test, as the report shows it
     * @param body the test
     * @param <E> the checked exception that the body throws, if it throws any
     * @throws E what the body throws
     * @throws AssertionError if the test has a denial, and the body throws, which then is the cause, or
     *     {@link KubeSessionBuilder#denials} makes the test fail
     */
    public <E extends Exception> void test(String name, TestBody<E> body) throws E {
        TestCase test = new TestCase(testNumber.incrementAndGet() + " " + name, name);
        tests.begin(test, Set.copyOf(users));
        Throwable failure = null;
        try {
            denials.requireSpelled(scope.running());
            tests.judgeBy(denials);
            body.run();
            denials.require(denialsOf(test));
        } catch (Throwable thrown) {
            failure = Denials.explained(thrown, () -> denialsOf(test));
            if (failure instanceof AssertionError denied) {
                throw denied;
            }
            throw thrown;
        } finally {
            tests.end();
            tests.ended(test, failure);
        }
    }

    private List<? extends UnexpectedDenial> denialsOf(TestCase test) {
        return denied.isPresent() ? denied.get().denialsOf(test) : List.of();
    }

    /**
     * Writes the report now. Closing the session writes it again if more was recorded.
     *
     * @return the directory, or empty if no policy was under test or no report was requested
     * @throws java.io.UncheckedIOException if it cannot be written, as where a disk is full
     */
    public Optional<Path> writeReport() {
        return listener == null ? Optional.empty() : listener.write().map(RunListener.Written::directory);
    }

    /**
     * Removes what the session created, in reverse order, and ends the cluster if the session started it.
     *
     * @throws AssertionError if there was a denial outside of tests, and {@link KubeSessionBuilder#denials} makes that
     *     a failure
     */
    @Override
    public void close() {
        List<? extends UnexpectedDenial> outside;
        try {
            outside = denials.isStrict() && denied.isPresent()
                    ? denied.get().takeDenialsOfNoTest(Set.copyOf(users))
                    : List.of();
        } finally {
            open.close();
        }
        denials.require(outside);
    }
}
