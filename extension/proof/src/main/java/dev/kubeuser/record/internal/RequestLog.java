package dev.kubeuser.record.internal;

import dev.kubeuser.access.internal.ExpectedOutcome;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.run.internal.RunningTests;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requests of users on one cluster. Reports of clients wait for the audit log, which takes precedence. For requests
 * that are not in the log, the client's report counts. Not thread-safe.
 */
final class RequestLog {

    private final RunningTests tests;
    private final PolicyStates states;
    private final Run run;
    private final SecondChecks secondChecks;
    private final Map<String, RequestRecord> waiting = new LinkedHashMap<>();
    private final Map<String, Set<ExpectedOutcome>> expected = new HashMap<>();
    private final Set<String> audited = new HashSet<>();
    private final Set<String> repeated = new HashSet<>();
    private long byAuditLog;
    private long byClientOnly;

    RequestLog(RunningTests tests, PolicyStates states, Run run, SecondChecks secondChecks) {
        this.secondChecks = secondChecks;
        this.tests = tests;
        this.states = states;
        this.run = run;
    }

    /** Adds a request with the policy at the time of sending, which may have changed before the answer came. */
    void add(AttributedRequest sent) {
        states.at(sent.time()).ifPresent(state -> {
            note(sent.review(), state);
            RequestRecord.of(sent, state).ifPresent(record -> add(sent.auditId(), record));
        });
    }

    private static void note(@Nullable AccessReview review, Observations state) {
        if (review != null) {
            review.asked().forEach(state::add);
        }
    }

    /**
     * If a caller gave several requests the same Audit-ID, the log cannot tell them apart, so the client's report
     * counts.
     */
    private void add(String auditId, RequestRecord record) {
        RequestRecord former = waiting.put(auditId, record);
        if (former != null) {
            settleByClient(auditId, former);
        }
        if (former != null || audited.contains(auditId)) {
            expected.remove(auditId);
            repeated.add(auditId);
        }
    }

    /** Notes what an assertion expects of a request, unless several requests have its Audit-ID. */
    void expect(String auditId, ExpectedOutcome outcome) {
        if (waiting.containsKey(auditId) && !repeated.contains(auditId)) {
            expected.computeIfAbsent(auditId, id -> new HashSet<>()).add(outcome);
        }
    }

    private Set<ExpectedOutcome> expected(String auditId) {
        return expected.getOrDefault(auditId, Set.of());
    }

    /** Whether the audit log has covered all requests that can be found in it. */
    boolean isSettled() {
        return repeated.containsAll(waiting.keySet());
    }

    /** Takes the rest from the clients' reports. Returns the number of requests since the last call. */
    RequestCounts take() {
        waiting.forEach(this::settleByClient);
        waiting.clear();
        expected.clear();
        RequestCounts settled = new RequestCounts(byAuditLog, byClientOnly, 0);
        byAuditLog = 0;
        byClientOnly = 0;
        return settled;
    }

    private void settleByClient(String auditId, RequestRecord record) {
        if (record.observe(expected(auditId), secondChecks)) {
            byClientOnly++;
        }
    }

    /** Takes an event. If no client reported its request, it may be another program's. */
    void settleBy(AuditEvent event) {
        if (repeated.contains(event.auditID())) {
            return;
        }
        if (event.decision().isEmpty()) {
            if (event.isLast()) {
                waiting.remove(event.auditID());
            }
            return;
        }
        RequestRecord record = waiting.remove(event.auditID());
        if (record != null) {
            record.as(event).observe(expected(event.auditID()), secondChecks);
            count(event);
        } else if (isOfOthers(event)) {
            observeOfOthers(event);
        }
    }

    private boolean isOfOthers(AuditEvent event) {
        return (tests.hasHeld(event.userInfo().name()) || tests.hasHeld(event.sender()))
                && !audited.contains(event.auditID());
    }

    /** Attributes a request by user name and time, for example one of kubectl with a user's kubeconfig. */
    private void observeOfOthers(AuditEvent event) {
        states.at(event.received())
                .ifPresent(state -> AttributedRequest.of(event, tests).ifPresent(observed -> {
                    if (!run.isOwn(event.auditID())) { // else it is an assertion's, or its client reports it
                        note(observed.review(), state);
                    }
                    RequestRecord.of(observed, state).ifPresent(record -> {
                        record.observe(Set.of(), secondChecks);
                        count(event);
                    });
                }));
    }

    private void count(AuditEvent event) {
        if (audited.add(event.auditID())) {
            byAuditLog++;
        }
    }
}
