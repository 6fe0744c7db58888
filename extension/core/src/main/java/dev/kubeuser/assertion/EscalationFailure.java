package dev.kubeuser.assertion;

import dev.kubeuser.assertion.internal.EscalationText;
import dev.kubeuser.assertion.internal.PolicyText;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.RiskFinding;
import java.util.List;
import java.util.stream.Stream;

/** Explains how a user reaches what it should not, and which permissions are a risk. */
final class EscalationFailure {

    private EscalationFailure() {}

    /** What the user should not do is worded as in {@code to become cluster-admin}. */
    static Failure shouldNotReach(UserInfo user, String what, EscalationFinding found) {
        int length = found.path().steps().size();
        return Failure.of(
                "Expecting " + PolicyText.user(user),
                "not " + what,
                length == 0
                        ? "but its bindings or groups give it that already"
                        : "but there is a path of " + Counted.of(length, "step") + ":",
                Stream.of(EscalationText.steps(found.path()), EscalationText.cuts(found))
                        .flatMap(List::stream)
                        .toList());
    }

    /** {@code who} is a user or a policy. */
    static Failure shouldHaveNoRisks(String who, List<RiskFinding> found) {
        return Failure.of(
                "Expecting " + who,
                "to have no risky permissions, except accepted ones",
                "but there are",
                found.stream().map(EscalationText::risk).toList());
    }
}
