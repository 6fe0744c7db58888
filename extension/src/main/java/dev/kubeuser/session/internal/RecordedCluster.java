package dev.kubeuser.session.internal;

import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.coverage.internal.recording.Recorder;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.coverage.internal.recording.RunningTests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.review.ClusterPolicy;
import dev.kubeuser.review.internal.AccessCheckListener;
import dev.kubeuser.review.internal.ServedResource;

/**
 * The records of a cluster. They are handed over before the cluster ends, because decisions depend on its own policy
 * too.
 */
public final class RecordedCluster implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RecordedCluster.class.getName());

    private final Cluster cluster;
    private final ReportSink report;
    private final Recorder recorder;

    public RecordedCluster(Cluster cluster, RunningTests tests, ReportSink report) {
        this.cluster = cluster;
        this.report = report;
        this.recorder = new Recorder(tests, ManagedCluster.of(cluster).run(), cluster::auditLog);
        AccessCheckListener.listen(cluster, recorder);
        RequestListener.listen(cluster, recorder);
        report.begin(this);
    }

    public Recorder recorder() {
        return recorder;
    }

    @Override
    public void close() {
        handOver();
        report.end(this);
    }

    /** Hands over what was recorded since the last call. */
    void handOver() {
        try {
            RunRecord runRecord = runRecord();
            report.found(this);
            if (!runRecord.states().isEmpty()) {
                report.add(runRecord);
            }
        } catch (RuntimeException failure) {
            String what = "what was tested on " + cluster + " is not in the report: " + failure.getMessage();
            LOG.log(System.Logger.Level.WARNING, "kubeuser: " + what);
            report.miss(this, what);
        }
    }

    private RunRecord runRecord() {
        return recorder.take(
                RbacPolicy.builder().addAll(ClusterPolicy.objects(cluster.adminClient())), ServedResource.of(cluster));
    }
}
