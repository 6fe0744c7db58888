// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.auth.AuthorizerEndpoint;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.internal.RunListener.ClusterListener;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What tests get on a cluster, in a session, a class or a method, with or without JUnit. All that is made here ends
 * with the scope, the newest first. What all tests on the cluster share ends with the cluster.
 */
public final class Scope {

    private static final String ONLY = "";

    private final Run run;
    private final SharedCluster cluster;
    private final boolean keep;
    private final Lifetime ofCluster;
    private final Lifetime own;

    /**
     * Opens a scope.
     *
     * @param keep whether kubeconfigs stay as long as the cluster instead of being removed with their subject
     * @param ofCluster ends before the cluster does
     * @param own ends before that, or is the same
     */
    public Scope(Run run, SharedCluster cluster, boolean keep, Lifetime ofCluster, Lifetime own) {
        this.run = run;
        this.cluster = cluster;
        this.keep = keep;
        this.ofCluster = ofCluster;
        this.own = own;
    }

    /** Waits until the cluster is ready and returns it. */
    public Cluster running() {
        return cluster.await();
    }

    public KubeAccess admin() {
        return ofCluster.keep(KubeAccess.class, "admin", () -> KubeAccess.admin(running()));
    }

    public KubeAccess anonymous() {
        return ofCluster.keep(KubeAccess.class, "anonymous", () -> KubeAccess.anonymous(running()));
    }

    /** Returns a new subject. For a user, key generation starts at once; the caller closes it. */
    public SubjectAccess subject(SubjectSpec spec) {
        if (spec instanceof ServiceAccountSpec account) {
            return SubjectAccess.of(account, cluster, keep, this::accounts, InstantSource.system());
        }
        if (spec instanceof IdentitySpec identity) {
            return SubjectAccess.of(identity, cluster, keep, this::listener);
        }
        return SubjectAccess.of(withVia((UserSpec) spec), cluster, keep, csrTimeout(), timelines());
    }

    private UserSpec withVia(UserSpec user) {
        return user.via() == null ? user.withVia(run.settings().via()) : user;
    }

    /** Shared by all tests on the cluster. What it creates is removed at the end. */
    private ServiceAccounts accounts() {
        return ofCluster
                .keep(HeldAccounts.class, ONLY, () -> new HeldAccounts(cluster, new ServiceAccounts(running())))
                .accounts();
    }

    /** ServiceAccounts that go with their cluster if that has ended. */
    private record HeldAccounts(SharedCluster cluster, ServiceAccounts accounts) implements AutoCloseable {

        @Override
        public void close() {
            cluster.tidy(accounts::close);
        }
    }

    private Consumer<CertificateTimeline> timelines() {
        return run.listener()
                .get()
                .<Consumer<CertificateTimeline>>map(listener -> listener::issued)
                .orElse(timeline -> {});
    }

    /** Begins a flow for a user. Its request is deleted at the end of the scope. */
    public CertificateFlow flow(UserSpec user) {
        CertificateFlow flow = new CertificateFlow(cluster.awaitForCertificates(), user, csrTimeout());
        AutoCloseable ending = () -> cluster.tidy(flow::close);
        AutoCloseable unused = own.keep(AutoCloseable.class, flow, () -> ending);
        return flow;
    }

    private @Nullable Duration csrTimeout() {
        return run.settings().csrTimeout();
    }

    /**
     * Returns where this process serves webhooks: always the same in a scope.
     *
     * @throws ConfigurationException if the API server cannot reach this process
     */
    public WebhookEndpoint webhooks() {
        return own.keep(WebhookEndpoint.class, ONLY, () -> WebhookEndpoint.of(running()));
    }

    /** Makes webhooks of services call this process, if it serves them. */
    public Manifests redirect(Manifests manifests) {
        return own.find(WebhookEndpoint.class, ONLY)
                .map(endpoint -> endpoint.redirect(manifests))
                .orElse(manifests);
    }

    /**
     * Returns where this process answers for the webhook authorizers of the cluster: always the same in a scope, with
     * which its answers end.
     *
     * @throws ConfigurationException if the cluster has none
     */
    public AuthorizerEndpoint authorizer() {
        return own.keep(AuthorizerEndpoint.class, ONLY, this::answering);
    }

    private AuthorizerEndpoint answering() {
        Cluster running = running();
        return ManagedCluster.of(running)
                .authorizers()
                .filter(webhooks -> !webhooks.names().isEmpty())
                .map(AuthorizerEndpoint::of)
                .orElseThrow(() -> new ConfigurationException(
                        "The " + running.kind() + " cluster at " + running.server() + " has no webhook authorizer for"
                                + " which a test could answer. Name a file with one by"
                                + " @KubeCluster(authorization = ...), ClusterSpec.withAuthorization or"
                                + " kubeuser.authorization",
                        null));
    }

    /** The options for what a place declares. */
    public ApplyOptions options(String owner) {
        return ApplyOptions.defaults()
                .withTimeout(run.settings().policyTimeout())
                .withOwner(owner);
    }

    /**
     * Creates a namespace, until the caller closes it. Requests there are recorded, even if nothing else is applied.
     *
     * @param owner the place that declares it
     * @param namespaces all that can be used there
     */
    public AutoCloseable create(String name, String owner, OwnNamespaces namespaces) {
        listener().ifPresent(listener -> listener.created(namespaces));
        Manifests manifest = Manifests.parse(
                "@KubeNamespace on " + owner,
                "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"" + name + "\"}}");
        return removal(applied(manifest, options(owner)), () -> {});
    }

    /**
     * Applies a policy under test, of which the listener hears until the caller closes it.
     *
     * @param namespaces those that can be used in the policy
     */
    public AutoCloseable apply(Manifests manifests, ApplyOptions options, OwnNamespaces namespaces) {
        AppliedManifests applied = applied(manifests, options);
        Runnable forget = listener()
                .map(listener -> report(listener, applied, namespaces, options.namespace()))
                .orElse(() -> {});
        return removal(applied, forget);
    }

    /** If the cluster has ended, what was applied is gone too; removing it is then not a second failure. */
    private AutoCloseable removal(AppliedManifests applied, Runnable forget) {
        return () -> {
            forget.run();
            cluster.tidy(applied::close);
        };
    }

    private AppliedManifests applied(Manifests manifests, ApplyOptions options) {
        KubeAccess admin = admin();
        try {
            return AppliedManifests.apply(manifests, admin, options);
        } catch (RuntimeException failure) {
            throw cluster.explained(failure);
        }
    }

    /** Puts a policy under test until it is removed. Objects without a namespace are in the given one. */
    private static Runnable report(
            ClusterListener listener, AppliedManifests applied, OwnNamespaces namespaces, String namespace) {
        Set<String> defined = applied.objects().stream()
                .filter(object ->
                        object.kind().equals("Namespace") && object.group().isEmpty())
                .map(ManifestObject::name)
                .collect(Collectors.toSet());
        listener.created(namespaces);
        listener.created(new OwnNamespaces(Map.of(), defined));
        return listener.applied(applied.objects(), namespace);
    }

    /** Returns the listener to the running cluster, from now on; empty if there is none. */
    public Optional<ClusterListener> listener() {
        return run.listener()
                .get()
                .map(heard -> ofCluster.keep(ClusterListener.class, ONLY, () -> heard.begin(cluster, run.tests())));
    }

    /** Returns the listener to a cluster, if there is one by now. It may not run yet. */
    public static Optional<ClusterListener> listening(Lifetime ofCluster) {
        return ofCluster.find(ClusterListener.class, ONLY);
    }

    /**
     * The services of a run other than its clusters.
     *
     * @param settings the settings in force
     * @param tests the tests that run
     * @param listener returns the listener to the run, always the same; empty if there is none
     */
    public record Run(Settings settings, RunningTests tests, Supplier<Optional<RunListener>> listener) {}
}
