package dev.kubeuser.cluster.existing;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.rbac.Subject;
import io.kubernetes.client.openapi.ApiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that already runs, reached through one context of a kubeconfig. Closing it removes only what tests created.
 */
final class ExistingCluster extends ManagedCluster {

    private static final System.Logger LOG = System.getLogger(ExistingCluster.class.getName());

    private final String context;
    private final boolean keep;

    private ExistingCluster(ExistingConnection connection, boolean keep) {
        super(ClusterKind.EXISTING, connection.version(), connection.directory(), connection.admin());
        this.context = connection.context();
        this.keep = keep;
    }

    static ExistingCluster attach(ClusterSpec spec) {
        LaunchOptions launch = spec.launch();
        ExistingConnection connection = ExistingConnection.open(spec.existing(), launch);
        try {
            return use(connection, launch);
        } catch (RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    private static ExistingCluster use(ExistingConnection connection, LaunchOptions launch) {
        ExistingCluster cluster = new ExistingCluster(connection, launch.keep());
        cluster.leftovers().removeThoseOfThisMachine();
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: using the existing cluster of context " + cluster.context + ", Kubernetes "
                        + cluster.version() + " at " + cluster.server() + ", as "
                        + Subject.textOf(connection.userName()) + ", run "
                        + cluster.run().id());
        return cluster;
    }

    /** A signer takes milliseconds, and some clusters have none. */
    @Override
    public Duration csrTimeout() {
        return Duration.ofSeconds(5);
    }

    @Override
    public boolean isOfOthers() {
        return true;
    }

    /** The audit log of a server that runs elsewhere is out of reach. */
    @Override
    public Optional<Path> auditLog() {
        return Optional.empty();
    }

    @Override
    public Optional<String> failure() {
        return guard().silence()
                .map(reason -> "The existing cluster of context " + context + " at " + server() + " no longer answers: "
                        + reason);
    }

    /** Removes signing requests left by failures; the others were deleted when they were answered. */
    @Override
    public void close() {
        try {
            removeSigningRequests();
        } finally {
            disconnect();
            if (!keep) {
                ClusterDirectory.remove(directory());
            }
        }
    }

    private Leftovers leftovers() {
        return new Leftovers(new LabelledObjects(adminRequests()));
    }

    private void removeSigningRequests() {
        Leftovers leftovers = leftovers();
        try {
            leftovers.removeOwn(leftovers.objects().signingRequests(run().selector()), createdUids()).stream()
                    .filter(Leftovers.Leftover::stays)
                    .findFirst()
                    .ifPresent(leftover -> report(leftover.line(), null));
        } catch (ApiException refusal) {
            report(ApiRequests.describe(refusal), refusal);
        }
    }

    private void report(String reason, @Nullable ApiException refusal) {
        String left = "What this run created in the existing cluster of context " + context
                + " could not be removed: " + reason
                + "\nRemove it by its label " + run().selector()
                + ", as \"kubeuser cleanup --context " + context + "\" does.";
        if (failure().isEmpty()) {
            throw refusal == null ? new ClusterException(left) : new ClusterException(left, refusal);
        }
        LOG.log(System.Logger.Level.WARNING, "kubeuser: " + left); // the tests have failed for it already
    }

    /** Removes everything of this run, because nothing else cleans up while the JVM ends. */
    @Override
    public void abandon() {
        try {
            leftovers().sweep(run(), createdUids());
        } finally {
            close();
        }
    }
}
