// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.question.internal.StatementListeners;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.statement.internal.PolicyManifests;
import dev.kubeuser.statement.internal.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records the statements on policies of manifests, which need no cluster. Thread-safe. */
public final class ManifestStatements implements StatementListeners.Listener {

    /** So many policies that differ; a test that makes them at random must not fill the memory. */
    private static final int MAX_POLICIES = 200;

    private final RunningTests tests;
    private final Map<PolicyManifests, RecordedStatement.Log> statements = new LinkedHashMap<>();
    private final Map<String, RbacPolicyBuilder> defaults = new HashMap<>();

    /**
     * Starts without statements.
     *
     * @param tests knows which test makes a statement
     */
    public ManifestStatements(RunningTests tests) {
        this.tests = tests;
    }

    @Override
    public synchronized void held(PolicyManifests manifests, Instant read, Statement statement) {
        if (!manifests.objects().isEmpty() && (statements.size() < MAX_POLICIES || statements.containsKey(manifests))) {
            statements
                    .computeIfAbsent(manifests, unused -> new RecordedStatement.Log())
                    .add(manifests.defaults(), statement, tests.current());
        }
    }

    /** {@return what was recorded so far, which is forgotten} */
    public synchronized RunRecord take() {
        List<PolicyState> states = statements.entrySet().stream()
                .map(each -> state(each.getKey(), each.getValue()))
                .toList();
        statements.clear();
        return RunRecord.ofManifests(states);
    }

    /** As a new cluster would have it. */
    private PolicyState state(PolicyManifests manifests, RecordedStatement.Log log) {
        List<PolicyObject> objects = manifests.objects().stream()
                .flatMap(object -> PolicyObject.of(object, "default").stream())
                .toList();
        return new PolicyState(
                defaults.computeIfAbsent(manifests.defaults().minor(), DefaultPolicy::of),
                objects,
                List.of(),
                List.of(),
                log.take());
    }
}
