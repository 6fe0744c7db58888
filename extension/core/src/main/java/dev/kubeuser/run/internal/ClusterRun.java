package dev.kubeuser.run.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.authorizer.AuthorizerEndpoint;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.settings.internal.Setting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster under test, with its subjects, its policy and its records. What a test gets is put together here, whoever
 * runs the test. What all tests on the cluster share lives as long as the cluster; the caller ends the rest.
 */
public final class ClusterRun {

    private static final String ONLY = "";

    private final RunContext context;
    private final SharedCluster cluster;
    private final boolean keep;
    private final Lifetime lifetime;

    /**
     * Wires a cluster.
     *
     * @param keep whether kubeconfigs stay as long as the cluster instead of being removed with their subject
     * @param lifetime ends before the cluster does
     */
    public ClusterRun(RunContext context, SharedCluster cluster, boolean keep, Lifetime lifetime) {
        this.context = context;
        this.cluster = cluster;
        this.keep = keep;
        this.lifetime = lifetime;
    }

    /** Waits until the cluster is ready and returns it. */
    public Cluster running() {
        return cluster.await();
    }

    public KubeAccess admin() {
        return lifetime.keep(KubeAccess.class, "admin", () -> KubeAccess.admin(running()));
    }

    public KubeAccess anonymous() {
        return lifetime.keep(KubeAccess.class, "anonymous", () -> KubeAccess.anonymous(running()));
    }

    /** Returns a new subject. For a user, key generation starts at once; the caller closes it. */
    public SubjectAccess subject(SubjectSpec spec) {
        if (spec instanceof ServiceAccountSpec account) {
            return SubjectAccess.of(account, cluster, keep, this::accounts, InstantSource.system());
        }
        if (spec instanceof IdentitySpec identity) {
            return SubjectAccess.of(identity, cluster, keep, this::listener);
        }
        UserAccess user = new UserAccess(cluster, settled((UserSpec) spec), csrTimeout(), timelines());
        return SubjectAccess.of(user, keep);
    }

    private UserSpec settled(UserSpec user) {
        return user.via() == Via.DEFAULT ? user.withVia(context.settings().value(Setting.VIA, Via::parse)) : user;
    }

    /** Shared by all tests on the cluster. What it creates is removed at the end. */
    private ServiceAccounts accounts() {
        return lifetime.keep(HeldAccounts.class, ONLY, () -> new HeldAccounts(cluster, new ServiceAccounts(running())))
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
        return context.listener()
                .<Consumer<CertificateTimeline>>map(listener -> listener::issued)
                .orElse(timeline -> {});
    }

    /** Returns a new flow for a user. The caller closes it, by {@link #tidy}. */
    public CertificateFlow flow(UserSpec user) {
        return new CertificateFlow(cluster.awaitForCertificates(), user, csrTimeout());
    }

    private @Nullable Duration csrTimeout() {
        return context.settings().csrTimeout();
    }

    /**
     * Begins to answer for the webhook authorizers of the cluster. The caller closes it.
     *
     * @throws ConfigurationException if it has none
     */
    public AuthorizerEndpoint authorizer() {
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

    /** Removes something from the cluster. If the cluster has ended, that is not a second failure. */
    public void tidy(Runnable removal) {
        cluster.tidy(removal);
    }

    /** The options for what a place declares. */
    public ApplyOptions options(String owner) {
        return ApplyOptions.defaults()
                .withTimeout(context.settings().policyTimeout())
                .withOwner(owner);
    }

    /** Applies manifests that are not under test. The caller closes them. */
    public AppliedPolicy apply(Manifests manifests, ApplyOptions options) {
        return new AppliedPolicy(cluster, admin(), admin -> AppliedManifests.apply(manifests, admin, options));
    }

    /** Applies a policy under test, of which the listener hears until the caller closes it. */
    public AppliedPolicy apply(Manifests manifests, ApplyOptions options, OwnNamespaces own) {
        AppliedPolicy applied = apply(manifests, options);
        listener().ifPresent(listener -> {
            listener.created(own);
            applied.tell(listener, options.namespace());
        });
        return applied;
    }

    /** Returns who listens to the running cluster, from now on; empty if nobody does. */
    public Optional<ClusterListener> listener() {
        return context.listener()
                .map(run -> lifetime.keep(ClusterListener.class, ONLY, () -> run.begin(cluster, context.tests())));
    }

    /** Returns who listens to a cluster, if anybody does by now. It may not run yet. */
    public static Optional<ClusterListener> listening(Lifetime ofCluster) {
        return ofCluster.find(ClusterListener.class, ONLY);
    }
}
