package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.access.internal.ExpectedOutcome;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.access.internal.SentRequest;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.review.internal.AccessCheck;
import dev.kubeuser.review.internal.AccessCheckListener;
import dev.kubeuser.review.internal.ServedResource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Records the access decisions of one cluster, each with the policy in force at that time. Thread-safe. */
public final class Recorder implements AccessCheckListener, RequestListener {

    /** The API server writes an event only after it has answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RunningTests tests;
    private final PolicyStates states = new PolicyStates();
    private final RequestRecords requests;
    private final AuditLog log;
    private OwnNamespaces namespaces = OwnNamespaces.none();

    /**
     * Starts without a policy under test.
     *
     * @param tests tells which test asks
     * @param run the run whose requests are recorded; other runs on the same cluster are ignored
     * @param auditLog the current audit log of the API server; empty if it is out of reach
     */
    public Recorder(RunningTests tests, Run run, Supplier<Optional<Path>> auditLog) {
        this.tests = tests;
        this.requests = new RequestRecords(tests, states, run);
        this.log = new AuditLog(auditLog);
    }

    /**
     * Notes namespaces created for tests.
     *
     * @param own the namespaces
     */
    public synchronized void own(OwnNamespaces own) {
        namespaces = namespaces.with(own);
    }

    /**
     * Notes that objects are now in force.
     *
     * @param objects objects of the policy under test
     */
    public synchronized void applied(List<PolicyObject> objects) {
        states.add(objects);
    }

    /**
     * Notes that one user of these objects removed them; they stay in force while another uses them.
     *
     * @param objects the objects that were applied
     */
    public synchronized void removed(List<PolicyObject> objects) {
        states.remove(objects);
    }

    @Override
    public synchronized void checked(AccessCheck check) {
        states.current()
                .ifPresent(decisions ->
                        decisions.add(RecordedDecision.of(check, tests.current().orElse(null))));
    }

    /** Leaves out SelfSubjectAccessReviews, because the assertions that send them are recorded. */
    @Override
    public synchronized void sent(SentRequest request) {
        requests.add(request);
    }

    @Override
    public synchronized void expected(String auditId, ExpectedOutcome outcome) {
        requests.expect(auditId, outcome);
    }

    /**
     * Hands over what was recorded so far, and forgets it.
     *
     * @return what was recorded
     * @param rest the policy of the cluster, with or without the policy under test
     * @param served the resources that the cluster serves
     */
    public RunRecord take(RbacPolicyBuilder rest, List<ServedResource> served) {
        Deadline.in(PATIENCE).await(this::isSettled);
        synchronized (this) {
            RecordedRequests settled = requests.take();
            return new RunRecord(states.take(rest), served, settled, List.of(), namespaces);
        }
    }

    /** Reads the new part of the audit log without holding a lock, since the log may have to be copied first. */
    private boolean isSettled() {
        boolean isRead = log.read(this::settleBy);
        synchronized (this) {
            return !isRead || requests.isSettled();
        }
    }

    private synchronized void settleBy(AuditEvent event) {
        requests.settleBy(event);
    }
}
