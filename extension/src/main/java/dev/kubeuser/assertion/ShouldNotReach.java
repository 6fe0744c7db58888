package dev.kubeuser.assertion;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.EscalationPath;
import dev.kubeuser.rbac.escalation.Identity;
import dev.kubeuser.rbac.escalation.Step;
import dev.kubeuser.rbac.escalation.Use;
import dev.kubeuser.review.internal.Granted;
import java.util.ArrayList;
import java.util.List;

/**
 * Words how a user gets to what it should not reach, step by step.
 *
 * @param requester who
 * @param what not to be reached
 * @param path how it is
 */
record ShouldNotReach(UserInfo requester, String what, EscalationPath path) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting " + Who.of(requester),
                "not " + what,
                path.steps().isEmpty()
                        ? "but it has reached that already, by its bindings or groups"
                        : "but there is a way of " + path.steps().size()
                                + (path.steps().size() == 1 ? " step:" : " steps:"),
                steps());
    }

    private List<String> steps() {
        List<String> lines = new ArrayList<>();
        for (Step step : path.steps()) {
            lines.add(number(step) + ". " + step.by() + " " + step.how());
            step.uses().forEach(use -> lines.addAll(lines(use)));
            lines.add("     which gives " + step.gain() + ": " + step.technique() + ", see "
                    + step.technique().link());
        }
        return lines;
    }

    private int number(Step step) {
        return path.steps().indexOf(step) + 1;
    }

    private static List<String> lines(Use use) {
        String may = "     may " + use.request();
        if (use.grants().isEmpty()) {
            return List.of(may + (use.by() instanceof Identity ? "" : " by " + use.by()));
        }
        return use.grants().stream()
                .map(grant -> may + ": " + Granted.of(grant) + ", " + new WrittenRule(grant.rule()))
                .toList();
    }
}
