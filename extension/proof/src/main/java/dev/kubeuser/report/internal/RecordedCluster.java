// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.access.internal.AccessCheckListener;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.question.internal.StatementListeners;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.record.internal.ApiServer;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.record.internal.DenialWatch;
import dev.kubeuser.record.internal.Recorder;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.record.internal.RunRecord.RunPlace;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.run.internal.RunListener.ClusterListener;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.run.internal.SharedCluster;
import io.kubernetes.client.openapi.ApiException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The records of a cluster. They are handed over before the cluster ends, because decisions depend on its own policy
 * too.
 */
final class RecordedCluster implements ClusterListener {

    private static final System.Logger LOG = System.getLogger(RecordedCluster.class.getName());

    private final ManagedCluster cluster;
    private final RunReport report;
    private final Recorder recorder;
    private final @Nullable DenialWatch denials;
    private final ClusterContext context;
    private volatile @Nullable Surroundings known;
    private long nextReading;
    private volatile boolean isJvmEnding;
    private volatile boolean isLossTold;

    /** The first test has the machine for itself. */
    private static final Duration BEFORE_FIRST = Duration.ofSeconds(2);

    /** The least time between two readings of the surroundings, and how much longer than a reading it is. */
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private static final int SHARE = 50;

    /**
     * The policy that a cluster has in addition to that under test.
     *
     * @param time when it was read
     */
    private record Surroundings(RbacPolicyBuilder policy, List<ServedResource> served, Instant time) {

        static Surroundings of(ManagedCluster cluster, ClusterContext context) {
            Instant time = Instant.now();
            return new Surroundings(
                    RbacPolicy.builder().addAll(ListedPolicy.objects(cluster.adminRequests())),
                    context.everServed(),
                    time);
        }
    }

    /** Records what tests do on a cluster that runs, until it ends or is abandoned. */
    RecordedCluster(SharedCluster shared, RunningTests tests, RunReport report) {
        this.cluster = ManagedCluster.of(shared.await());
        this.report = report;
        this.context = ClusterContext.of(cluster);
        this.nextReading = System.nanoTime() + (cluster.mayEndWithTheJvm() ? 0 : BEFORE_FIRST.toNanos());
        this.recorder = new Recorder(
                tests, ApiServer.of(context, this::policy, cluster::webhookThatDecided), cluster.run(), this::auditLog);
        AccessCheckListener.listen(cluster, recorder);
        StatementListeners.listen(cluster, recorder);
        RequestListener.listen(cluster, recorder);
        this.denials = report.isWritten() ? DenialWatch.begin(cluster, recorder, this::readNowAndThen) : null;
        report.begin(this);
        shared.beforeAbandoned(this::rescue);
    }

    /**
     * Reads what the report needs of a cluster that may be gone when the report is written: its control plane may be
     * killed, as the kernel does where memory is short. One thread calls it, often; it takes a fiftieth of the time at
     * most.
     */
    private void readNowAndThen() {
        long begin = System.nanoTime();
        if (begin - nextReading >= 0) {
            known = Surroundings.of(cluster, context);
            long end = System.nanoTime();
            nextReading = end + Math.max(BETWEEN.toNanos(), SHARE * (end - begin));
        }
    }

    /** Returns the policy of the cluster, or the one that was read last if it has ended. */
    private RbacPolicy policy() {
        try {
            return ListedPolicy.of(cluster).now();
        } catch (RuntimeException gone) {
            return before(gone).policy().build();
        }
    }

    /**
     * Returns the current audit log. While the JVM ends, the cluster may be gone: then what was read so far is used.
     */
    private Optional<Path> auditLog() {
        try {
            return cluster.auditLog();
        } catch (RuntimeException gone) {
            if (isJvmEnding) {
                return Optional.empty();
            }
            throw gone;
        }
    }

    private Surroundings surroundings() {
        try {
            return Surroundings.of(cluster, context);
        } catch (RuntimeException gone) {
            return before(gone);
        }
    }

    /** Returns what was read before the cluster was gone, and logs that once. While the JVM ends, clusters end too. */
    private Surroundings before(RuntimeException gone) {
        Surroundings before = known;
        if (before == null) {
            throw gone;
        }
        if (!isJvmEnding && !isLossTold) {
            isLossTold = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "kubeuser: " + cluster
                            + " can no longer be read: for what was tested there, the report takes its roles"
                            + " and bindings as of " + before.time().truncatedTo(ChronoUnit.SECONDS));
        }
        return before;
    }

    @Override
    public void created(OwnNamespaces namespaces) {
        recorder.own(namespaces);
    }

    @Override
    public Runnable applied(List<ManifestObject> objects, String namespace) {
        return recorder.applied(objects, namespace);
    }

    /** Reads those that only the audit log knows first. */
    @Override
    public List<Denial> denialsOf(TestCase test) {
        readRefusals(test::equals);
        return recorder.denialsOf(test);
    }

    @Override
    public List<Denial> takeDenialsOfNoTest(Set<String> users) {
        readRefusals(sender -> false);
        return recorder.takeDenialsOfNoTest(users);
    }

    private void readRefusals(Predicate<TestCase> isOver) {
        if (auditLog().isPresent()) {
            recorder.readRefusalsUntil(this::mark, isOver);
        }
    }

    /** Sends a request that is in the audit log, unlike those that an administrator sends for itself. */
    private void mark(String auditId) {
        ApiRequests requests = cluster.adminRequests();
        try {
            requests.read(new Request.Builder()
                    .url(requests.url("version"))
                    .header("Audit-ID", auditId)
                    .header("Impersonate-User", Run.MANAGER)
                    .build());
        } catch (ApiException ended) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: the audit log was read as it is", ended);
        }
    }

    @Override
    public void close() {
        if (denials != null) {
            denials.close();
        }
        handOver();
        report.end(this);
    }

    /** Logs denials and writes the report in the shutdown hook, because JUnit no longer closes its stores. */
    private void rescue() {
        isJvmEnding = true;
        if (denials != null) {
            denials.printRest();
        }
        handOver();
        report.writeTaken();
    }

    /** Hands over what was recorded since the last call. */
    void handOver() {
        try {
            RunRecord runRecord = runRecord();
            report.found(this);
            if (!runRecord.isEmpty()) {
                report.add(runRecord);
            }
        } catch (RuntimeException failure) {
            String what = "what was tested on " + cluster + " is not in the report: " + failure.getMessage();
            if (report.miss(this, what)) {
                LOG.log(System.Logger.Level.WARNING, "kubeuser: " + what);
            }
        }
    }

    private RunRecord runRecord() {
        Surroundings now = surroundings();
        Checkout checkout = Checkout.current();
        return recorder.take(now.policy(), now.served())
                .at(new RunPlace(
                        checkout.module(),
                        cluster.version(),
                        cluster.kind().toString(),
                        checkout.commit(),
                        cluster.context(TestLanguage.class, () -> TestLanguage.JAVA)));
    }
}
