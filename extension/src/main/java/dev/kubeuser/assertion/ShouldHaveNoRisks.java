package dev.kubeuser.assertion;

import dev.kubeuser.rbac.escalation.RiskFinding;
import java.util.List;

/**
 * Words which risky permissions there are.
 *
 * @param who has them: a user, or a policy
 * @param found which
 */
record ShouldHaveNoRisks(String who, List<RiskFinding> found) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting " + who,
                "to have no risky permissions but those that are accepted",
                "but there are",
                found.stream().map(ShouldHaveNoRisks::line).toList());
    }

    private static List<String> line(RiskFinding finding) {
        return List.of(
                "  " + finding.risk() + " (" + finding.risk().why() + "): "
                        + finding.grant().orElseGet(() -> finding.rule().id().toString()) + ", "
                        + new WrittenRule(finding.rule()),
                "    see " + finding.risk().link());
    }
}
