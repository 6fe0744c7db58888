// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.NodeUser;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** All recorded decisions about one request of one user under one policy, which is decided once. */
final class Observation {

    private final Decision decision;

    /** Whether the node authorizer, which the API server asks before RBAC, may have allowed it. */
    private final boolean isNodes;

    private final List<RecordedDecision> recorded = new ArrayList<>(1);

    private Observation(Decision decision, boolean isNodes) {
        this.decision = decision;
        this.isNodes = isNodes;
    }

    /** Decides by a policy. */
    static Observation of(RbacPolicy policy, UserInfo user, RequestAttributes request) {
        return new Observation(
                policy.decide(user, request),
                NodeUser.mayBeAllowed(policy, user, request).orElse(false));
    }

    void add(RecordedDecision same) {
        recorded.add(same);
    }

    /** Returns how the policy decides. */
    Decision decision() {
        return decision;
    }

    UserInfo user() {
        return decision.user();
    }

    RequestAttributes request() {
        return decision.request();
    }

    /** Whether the policy decides as the API server did, and no other authorizer was asked before. */
    boolean explains(RecordedDecision one) {
        return decision.isAllowed() == one.allowed() && !(isNodes && one.allowed());
    }

    /** Whether the policy needs a role for it: no default binding allows it. */
    boolean needsRole() {
        return !isNodes
                && !decision.isBypassed()
                && decision.grants().stream().noneMatch(grant -> grant.binding().isBootstrap());
    }

    /** Whether a recorded decision is coverage: RBAC made it, as the policy says and the test expects. */
    boolean counts(RecordedDecision one) {
        return explains(one) && one.isAsExpected() && !decision.isBypassed();
    }

    /** Whether any recorded decision is coverage. */
    boolean isCounted() {
        return recorded.stream().anyMatch(this::counts);
    }

    /** Whether an assertion would fail if the policy decided otherwise. */
    boolean isAsserted() {
        return recorded.stream().anyMatch(one -> one.isAsserted() && explains(one));
    }

    /** Returns the known tests with such an assertion. */
    List<TestCase> tests() {
        return recorded.stream()
                .filter(one -> one.isAsserted() && explains(one))
                .map(RecordedDecision::test)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
