// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.access.internal.AccessCheckListener;
import dev.kubeuser.access.internal.AccessCheckListener.AccessCheck;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.access.internal.RequestListener.ExpectedOutcome;
import dev.kubeuser.access.internal.RequestListener.SentRequest;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.question.internal.StatementListeners;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.statement.internal.PolicyManifests;
import dev.kubeuser.statement.internal.Statement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Records the access decisions of one cluster, each with the policy in force at that time. Thread-safe. */
public final class Recorder implements AccessCheckListener, RequestListener, StatementListeners.Listener {

    /** The API server writes an event only after it has answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The part of an event that marks a refused request. */
    private static final String REFUSED = "\"code\":403";

    /** The end of the path to which a subject posts a question about its rules. */
    private static final String RULES_REVIEWS = "/selfsubjectrulesreviews";

    private static final int FIRST_ERROR = 400;

    /** The audit log has microseconds. */
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private final RunningTests tests;
    private final RefusalReader reader;
    private final PolicyStates states;
    private final AdditionalChecks additionalChecks;
    private final RequestLog requests;

    /** Read when the record is taken, and not before: only then is it known what assertions expect of each request. */
    private final AuditLog log;

    /** Read while tests run: a denial is logged within about a second. */
    private final AuditLog refusals;

    private final DenialLog denials;
    private final Run run;
    private final Set<String> marks = ConcurrentHashMap.newKeySet();

    /** The requests of which a client's report is being read. */
    private final Set<String> beingRead = ConcurrentHashMap.newKeySet();

    private List<AuditEvent> early = new ArrayList<>();
    private OwnNamespaces namespaces = OwnNamespaces.none();

    /**
     * Starts without a policy under test.
     *
     * @param tests knows which test asks
     * @param server the API server
     * @param run the run whose requests are recorded; other runs on the same cluster are ignored
     * @param auditLog the current audit log of the API server; empty if it is out of reach
     */
    public Recorder(RunningTests tests, ApiServer server, Run run, Supplier<Optional<Path>> auditLog) {
        this.tests = tests;
        this.states = new PolicyStates(server);
        this.denials = new DenialLog(states::policyAt, server);
        this.reader = new RefusalReader(server, this::policyAt);
        this.additionalChecks = new AdditionalChecks(server);
        this.requests = new RequestLog(tests, states, run, additionalChecks);
        this.log = new AuditLog(auditLog);
        this.refusals = new AuditLog(auditLog);
        this.run = run;
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
     * @param objects objects of the policy under test, and admission policies
     * @param namespace the namespace of those that name none
     * @return to be run when this user of the objects has removed them; they stay in force while another uses them
     */
    public synchronized Runnable applied(List<ManifestObject> objects, String namespace) {
        List<PolicyObject> ofPolicy = objects.stream()
                .flatMap(object -> PolicyObject.of(object, namespace).stream())
                .toList();
        List<AdmissionQuestion> questions = objects.stream()
                .flatMap(object -> AdmissionQuestion.of(object).stream())
                .toList();
        objects.forEach(additionalChecks::note);
        states.add(ofPolicy, questions);
        return () -> removed(ofPolicy, questions);
    }

    private synchronized void removed(List<PolicyObject> objects, List<AdmissionQuestion> questions) {
        states.remove(objects, questions);
    }

    @Override
    public synchronized void checked(AccessCheck check) {
        states.current()
                .ifPresent(decisions ->
                        decisions.add(RecordedDecision.of(check, tests.current().orElse(null))));
    }

    /** The statement is about the policy as it was when it was read. */
    @Override
    public synchronized void held(PolicyManifests manifests, Instant read, Statement statement) {
        states.at(read).ifPresent(observed -> observed.add(manifests.defaults(), statement, tests.current()));
    }

    @Override
    public void begun(String auditId) {
        tests.sends(auditId);
    }

    /**
     * Leaves out the reviews of assertions, which {@link #checked} records. One that is refused is a denial like
     * others.
     */
    @Override
    public void sent(SentRequest request) {
        if (request.isOwnReview() && request.answer().code() < FIRST_ERROR) {
            return;
        }
        beingRead.add(request.auditId());
        try {
            AttributedRequest.of(request, tests).ifPresent(this::record);
        } finally {
            beingRead.remove(request.auditId());
            tests.answered(request.auditId());
        }
    }

    /** Looks for what was missing without the lock: it may ask the cluster. */
    private void record(AttributedRequest sent) {
        synchronized (this) {
            requests.add(sent);
        }
        Optional<RefusalReader.Refused> refused = reader.read(sent);
        synchronized (this) {
            refused.ifPresent(found -> add(found, DenialLog.Source.CLIENT));
        }
    }

    private synchronized RbacPolicy policyAt(Instant time) {
        return states.policyAt(time);
    }

    @Override
    public synchronized List<String> changeFor(String auditId) {
        return denials.changeFor(auditId);
    }

    @Override
    public synchronized void expected(String auditId, ExpectedOutcome outcome) {
        requests.expect(auditId, outcome);
        if (outcome == ExpectedOutcome.FORBIDDEN || outcome == ExpectedOutcome.NOT_AUTHORIZED) {
            denials.expect(auditId);
        }
    }

    @Override
    public synchronized void probed(String auditId) {
        denials.expect(auditId);
    }

    /**
     * Reads which requests were refused since the last call. A request that one of our clients sent may be in the log
     * before its client reports it, and the client knows more about it. So the event of a test's request waits for the
     * client, and any other event waits for the next call.
     */
    public void readRefusals() {
        readRefusals(sender -> false);
    }

    private void readRefusals(Predicate<TestCase> isOver) {
        // A thread that waits for a mark also waits until refusals that another thread read before it are added.
        synchronized (refusals) {
            List<AuditEvent> found = new ArrayList<>();
            refusals.readLines(line -> {
                marks.removeIf(line::contains);
                if (line.contains(REFUSED) || line.contains(RULES_REVIEWS)) {
                    AuditEvent.parse(line)
                            .filter(AuditEvent::isLast)
                            .filter(this::isOfSubject)
                            .ifPresent(found::add);
                }
            });
            addRefusals(found, isOver);
        }
    }

    /**
     * Reads the refusals since the last call, including those that no client reported, because no report will follow.
     */
    public void readLastRefusals() {
        readRefusals();
        readRefusals(sender -> true);
    }

    /**
     * Reads all refusals that were answered so far, as far as the log can be trusted to be in order.
     *
     * @param mark sends a request with this {@code Audit-ID}, which is not refused; when it is in the log, so are the
     *     requests before it
     * @param isOver tells the tests whose clients have reported everything
     */
    public void readRefusalsUntil(Consumer<String> mark, Predicate<TestCase> isOver) {
        String auditId = run.newAuditId();
        marks.add(auditId);
        mark.accept(auditId);
        Deadline.in(PATIENCE).await(() -> {
            readRefusals();
            return !marks.contains(auditId);
        });
        marks.remove(auditId);
        readRefusals(isOver);
    }

    /** Earlier denials are ignored: the recorder does not know whether a test expected them. */
    private boolean isOfSubject(AuditEvent event) {
        return !event.received().isBefore(begin) && event.isOf(tests);
    }

    /**
     * Adds denials in the order of the log: several requests may have one Audit-ID, and the client reported the first.
     */
    private synchronized void addRefusals(List<AuditEvent> found, Predicate<TestCase> isOver) {
        List<AuditEvent> waiting = early;
        early = new ArrayList<>();
        for (AuditEvent event : waiting) {
            if (isToBeReported(event.auditID(), isOver)) {
                early.add(event);
            } else {
                add(event);
            }
        }
        for (AuditEvent event : found) {
            if (run.isOwn(event.auditID()) && !denials.has(event.auditID())) {
                early.add(event);
            } else {
                add(event);
            }
        }
    }

    private boolean isToBeReported(String auditId, Predicate<TestCase> isOver) {
        return beingRead.contains(auditId)
                || tests.sender(auditId).filter(isOver.negate()).isPresent();
    }

    private void add(AuditEvent event) {
        AttributedRequest.of(event, tests)
                .flatMap(reader::read)
                .ifPresent(refused -> add(refused, DenialLog.Source.AUDIT_LOG));
    }

    private void add(RefusalReader.Refused refused, DenialLog.Source source) {
        String user = refused.user().name();
        TestCase test = refused.observed().test();
        if (tests.expects(test, user, refused.missing())) {
            denials.addExpected(refused, source);
        } else {
            denials.add(refused, source, tests.isReportedOnly(test, user));
        }
    }

    /**
     * {@return the denials that this method did not return before}
     *
     * @param age how long ago the first request must be: an assertion may still expect it
     */
    public synchronized List<Denial> untoldDenials(Duration age) {
        return denials.untold(age);
    }

    /**
     * {@return the denials of no known test that this method did not return before}
     *
     * @param users the names of the users whose denials are wanted
     */
    public synchronized List<Denial> takeDenialsOfNoTest(Set<String> users) {
        return denials.takeOfNoTest(users);
    }

    /**
     * {@return the denials of a test so far}
     *
     * @param test the test
     */
    public synchronized List<Denial> denialsOf(TestCase test) {
        return denials.of(test.id());
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
        readLastRefusals();
        synchronized (this) {
            RunRecord.RequestCounts settled =
                    requests.take().with(new RunRecord.RequestCounts(0, 0, log.takeUnreadable()));
            return new RunRecord(states.take(rest), served, settled, List.of(), namespaces, denials.take(), Set.of());
        }
    }

    /** Reads the new part of the audit log without holding a lock, since the log may have to be copied first. */
    private boolean isSettled() {
        boolean isRead = log.read(this::completeBy);
        synchronized (this) {
            return !isRead || requests.isSettled();
        }
    }

    private synchronized void completeBy(AuditEvent event) {
        requests.completeBy(event);
    }
}
