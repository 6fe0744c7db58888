// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.access.internal.RequestListener.ExpectedOutcome;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.internal.RunningTests;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The requests of users on one cluster. Reports of clients wait for the audit log, which takes precedence. For requests
 * that are not in the log, the client's report is used. Not thread-safe.
 */
final class RequestLog {

    private final RunningTests tests;
    private final PolicyStates states;
    private final Run run;
    private final AdditionalChecks additionalChecks;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Map<String, Set<ExpectedOutcome>> expected = new HashMap<>();
    private final Set<String> audited = new HashSet<>();
    private final Set<String> repeated = new HashSet<>();
    private long byAuditLog;
    private long byClientOnly;

    /** A request as its client reported it, and the observations under the policy at that time, to add to. */
    private record Waiting(AttributedRequest sent, PolicyStates.Observations state) {}

    RequestLog(RunningTests tests, PolicyStates states, Run run, AdditionalChecks additionalChecks) {
        this.additionalChecks = additionalChecks;
        this.tests = tests;
        this.states = states;
        this.run = run;
    }

    /**
     * Adds a request with the policy at the time of sending, which may have changed before the answer came. If a caller
     * gave several requests the same Audit-ID, the log cannot distinguish them, so the client's report is used.
     */
    void add(AttributedRequest sent) {
        states.at(sent.time()).ifPresent(state -> {
            state.addAnswersOf(sent.review());
            if (!sent.isAboutOneself()) {
                add(sent.auditId(), new Waiting(sent, state));
            }
        });
    }

    private void add(String auditId, Waiting request) {
        Waiting former = waiting.put(auditId, request);
        if (former != null) {
            completeByClient(auditId, former);
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
    RunRecord.RequestCounts take() {
        waiting.forEach(this::completeByClient);
        waiting.clear();
        expected.clear();
        RunRecord.RequestCounts settled = new RunRecord.RequestCounts(byAuditLog, byClientOnly, 0);
        byAuditLog = 0;
        byClientOnly = 0;
        return settled;
    }

    private void completeByClient(String auditId, Waiting request) {
        if (request.sent().allowed() != null) {
            observe(request.sent(), request.state(), expected(auditId));
            byClientOnly++;
        }
    }

    /** Takes an event. If no client reported its request, it may be another program's. */
    void completeBy(AuditEvent event) {
        String auditId = event.auditID();
        if (repeated.contains(auditId)) {
            return;
        }
        if (event.decision().isEmpty()) {
            if (event.isLast()) {
                waiting.remove(auditId);
            }
            return;
        }
        Waiting request = waiting.remove(auditId);
        if (request != null) {
            observe(request.sent().as(event), request.state(), expected(auditId));
            count(event);
        } else if (!event.isOf(tests)) {
            observeReview(event);
        } else if (!audited.contains(auditId)) {
            observeOfOthers(event);
        }
    }

    /** A review may be about a user of tests, whoever sends it: a kubelet, or a proxy that the user calls. */
    private void observeReview(AuditEvent event) {
        if (!run.isOwn(event.auditID())
                && event.request().filter(AccessReview::is).isPresent()) {
            states.at(event.received())
                    .ifPresent(state -> AttributedRequest.of(event, tests)
                            .ifPresent(request -> state.addAnswersOf(request.review())));
        }
    }

    /** Attributes a request by user name and time, for example one of kubectl with a user's kubeconfig. */
    private void observeOfOthers(AuditEvent event) {
        states.at(event.received())
                .ifPresent(state -> AttributedRequest.of(event, tests).ifPresent(request -> {
                    if (!run.isOwn(event.auditID())) { // else it is an assertion's, or its client reports it
                        state.addAnswersOf(request.review());
                    }
                    if (!request.isAboutOneself()) {
                        observe(request, state, Set.of());
                        count(event);
                    }
                }));
    }

    private void count(AuditEvent event) {
        if (audited.add(event.auditID())) {
            byAuditLog++;
        }
    }

    /** Records its decision, if it is known whether it was authorized, and what it needed besides. */
    private void observe(AttributedRequest request, PolicyStates.Observations state, Set<ExpectedOutcome> outcomes) {
        Boolean allowed = request.allowed();
        if (allowed == null) {
            return;
        }
        RequestAttributes attributes = request.request();
        if (allowed && isUnwanted(request, outcomes)) {
            state.add(RecordedDecision.unwanted(request.test(), request.user(), attributes));
            return;
        }
        if (!AccessReview.isOfOneself(attributes)) {
            boolean isAsserted = outcomes.stream().anyMatch(outcome -> isMet(outcome, allowed, attributes));
            state.add(RecordedDecision.of(request.test(), request.user(), attributes, allowed, isAsserted));
        }
        additionalChecks.of(request, state.questions(), outcomes).forEach(state::add);
    }

    /**
     * Whether an assertion fails because it was authorized. Admission and additional checks may forbid it all the same.
     */
    private static boolean isUnwanted(AttributedRequest request, Set<ExpectedOutcome> expected) {
        return expected.contains(ExpectedOutcome.NOT_AUTHORIZED)
                || (expected.contains(ExpectedOutcome.FORBIDDEN) && !request.isRefusal());
    }

    /** Whether a test would fail if the authorizers decided otherwise. */
    private static boolean isMet(ExpectedOutcome expected, boolean authorized, RequestAttributes request) {
        return switch (expected) {
            case AUTHORIZED, SUCCESS -> authorized;
            case NOT_AUTHORIZED -> !authorized;
            case FORBIDDEN -> !authorized && !FurtherNeeds.concern(request);
        };
    }
}
