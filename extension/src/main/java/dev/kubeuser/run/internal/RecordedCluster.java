package dev.kubeuser.run.internal;

import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.coverage.internal.recording.Denial;
import dev.kubeuser.coverage.internal.recording.Recorder;
import dev.kubeuser.coverage.internal.recording.RunPlace;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.coverage.internal.recording.RunningTests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.report.internal.GitFolder;
import dev.kubeuser.report.internal.ProjectNames;
import dev.kubeuser.review.internal.AccessCheckListener;
import dev.kubeuser.review.internal.ClusterKnowledge;
import dev.kubeuser.review.internal.KnownPolicy;
import dev.kubeuser.review.internal.ListedPolicy;
import dev.kubeuser.review.internal.ServedResource;
import io.kubernetes.client.openapi.ApiException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The records of a cluster. They are handed over before the cluster ends, because decisions depend on its own policy
 * too.
 */
public final class RecordedCluster implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RecordedCluster.class.getName());

    private final Cluster cluster;
    private final ReportSink report;
    private final Recorder recorder;
    private final @Nullable DenialWatch denials;
    private volatile @Nullable Surroundings known;
    private volatile boolean isJvmEnding;

    /** What a cluster has besides the policy under test. */
    private record Surroundings(RbacPolicyBuilder policy, List<ServedResource> served) {

        static Surroundings of(Cluster cluster) {
            return new Surroundings(
                    RbacPolicy.builder().addAll(ListedPolicy.objects(cluster.adminClient())),
                    ClusterKnowledge.of(cluster).everServed());
        }
    }

    /** Records what tests do on a cluster that runs, until it ends or is abandoned. */
    RecordedCluster(SharedCluster shared, RunningTests tests, ReportSink report) {
        this.cluster = shared.await();
        this.report = report;
        this.recorder = new Recorder(
                tests,
                ClusterKnowledge.of(cluster).features(),
                ManagedCluster.of(cluster).run(),
                this::auditLog,
                () -> KnownPolicy.of(cluster).get());
        AccessCheckListener.listen(cluster, recorder);
        RequestListener.listen(cluster, recorder);
        this.denials = report.isWritten() ? DenialWatch.begin(cluster, recorder, this::knowBeforeEnd) : null;
        report.begin(this);
        shared.beforeAbandoned(this::rescue);
    }

    /** Asks now what the report needs of a cluster that may be gone before the shutdown hook asks. */
    private void knowBeforeEnd() {
        if (ManagedCluster.of(cluster).mayEndWithTheJvm()) {
            known = Surroundings.of(cluster);
        }
    }

    /** Returns the current audit log. While the JVM ends, the cluster may be gone: then what was read counts. */
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
        Surroundings before = known;
        try {
            return Surroundings.of(cluster);
        } catch (RuntimeException gone) {
            if (isJvmEnding && before != null) {
                return before;
            }
            throw gone;
        }
    }

    public Recorder recorder() {
        return recorder;
    }

    /**
     * {@return the denials of a test so far, with those that only the audit log knows}
     *
     * @param test the test
     */
    public List<Denial> denialsOf(TestCase test) {
        readRefusals();
        return recorder.denialsOf(test);
    }

    /**
     * {@return the denials of no known test, each once}
     *
     * @param users the names of the users whose denials are wanted
     */
    public List<Denial> takeDenialsOfNoTest(Set<String> users) {
        readRefusals();
        return recorder.takeDenialsOfNoTest(users);
    }

    private void readRefusals() {
        if (auditLog().isPresent()) {
            recorder.readRefusalsUntil(this::mark);
        }
    }

    /** Sends a request that is in the audit log, unlike those that an administrator sends for itself. */
    private void mark(String auditId) {
        ApiRequests requests = ManagedCluster.of(cluster).adminRequests();
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
            denials.sayRest();
        }
        handOver();
        report.write();
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
            LOG.log(System.Logger.Level.WARNING, "kubeuser: " + what);
            report.miss(this, what);
        }
    }

    private RunRecord runRecord() {
        Surroundings now = surroundings();
        return recorder.take(now.policy(), now.served())
                .at(new RunPlace(
                        ProjectNames.current().module(),
                        cluster.version(),
                        cluster.kind().toString(),
                        GitFolder.checkedOut().orElse(null)));
    }
}
