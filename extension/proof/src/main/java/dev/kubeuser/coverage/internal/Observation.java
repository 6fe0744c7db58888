package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** All recorded decisions about one request of one user under one policy, which is decided once. */
public final class Observation {

    private final Decision decision;
    private final List<RecordedDecision> recorded = new ArrayList<>(1);

    public Observation(Decision decision) {
        this.decision = decision;
    }

    void add(RecordedDecision same) {
        recorded.add(same);
    }

    /** Returns how the policy decides. */
    public Decision decision() {
        return decision;
    }

    public UserInfo user() {
        return decision.user();
    }

    public RequestAttributes request() {
        return decision.request();
    }

    /** Whether the policy decides as the API server did. */
    public boolean explains(RecordedDecision one) {
        return decision.isAllowed() == one.allowed();
    }

    /** Whether a recorded decision counts as coverage: RBAC made it, as the policy says. */
    boolean counts(RecordedDecision one) {
        return explains(one) && !decision.isBypassed();
    }

    /** Whether any recorded decision counts. */
    boolean isCounted() {
        return recorded.stream().anyMatch(this::counts);
    }

    /** Whether an assertion would fail if the policy decided otherwise. */
    boolean isAsserted() {
        return recorded.stream().anyMatch(one -> one.isAsserted() && explains(one));
    }

    /** Returns the known tests with such an assertion. */
    public List<TestCase> tests() {
        return recorded.stream()
                .filter(one -> one.isAsserted() && explains(one))
                .map(RecordedDecision::test)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
