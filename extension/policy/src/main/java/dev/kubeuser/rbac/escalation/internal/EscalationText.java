package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.escalation.Capability;
import dev.kubeuser.rbac.escalation.Cut;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.EscalationPath;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.Step;
import dev.kubeuser.rbac.escalation.UsedPermission;
import dev.kubeuser.rbac.internal.PolicyText;
import java.util.ArrayList;
import java.util.List;

/** How escalation paths and risky permissions are told, in failures and on the command line. */
public final class EscalationText {

    private EscalationText() {}

    /** The steps of a path, each with what it uses and what it gives. */
    public static List<String> steps(EscalationPath path) {
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (Step step : path.steps()) {
            number++;
            lines.add(number + ". " + step.by() + " " + step.how());
            step.uses().forEach(use -> lines.addAll(use(use)));
            lines.add("     which gives " + step.capability() + ": " + technique(step) + ", see "
                    + step.technique().link());
        }
        return lines;
    }

    private static String technique(Step step) {
        return switch (step.certainty()) {
            case CERTAIN -> step.technique().toString();
            case LIKELY -> step.technique() + " (likely)";
            case DEPENDS -> step.technique() + " (depends on more than permissions)";
        };
    }

    private static List<String> use(UsedPermission use) {
        String may = "     may " + use.request();
        if (use.grants().isEmpty()) {
            return List.of(may + (use.by() instanceof Capability.Identity ? "" : " by " + use.by()));
        }
        List<String> lines = new ArrayList<>();
        for (Grant grant : use.grants()) {
            lines.add(may + " by");
            PolicyText.grant(grant).forEach(line -> lines.add("       " + line));
        }
        return lines;
    }

    /** What to change, with a rule before and after, or why nothing is advised. */
    public static List<String> cuts(EscalationFinding found) {
        List<String> lines = new ArrayList<>();
        if (!found.whyNoCut().isEmpty()) {
            lines.add("No change is advised that closes it: " + found.whyNoCut() + ".");
        }
        for (Cut cut : found.cuts()) {
            if (lines.isEmpty()) {
                lines.add(found.cuts().size() == 1 ? "To close it:" : "To close it, do one of these:");
            }
            String begin = "  ";
            for (Cut.Change change : cut.changes()) {
                List<String> told = change(change);
                lines.add(begin + told.get(0));
                told.stream().skip(1).map(line -> "    " + line).forEach(lines::add);
                begin = "  and ";
            }
        }
        return lines;
    }

    private static List<String> change(Cut.Change change) {
        if (change instanceof Cut.WithoutVerb verb) {
            return List.of(
                    "take the verb \"" + verb.verb() + "\" out of " + PolicyText.rule(verb.rule()),
                    "- " + PolicyText.yaml(verb.rule()),
                    "+ " + PolicyText.yaml(verb.after()));
        }
        if (change instanceof Cut.WithoutResource resource) {
            return List.of(
                    "take the resource \"" + resource.resource() + "\" out of " + PolicyText.rule(resource.rule()),
                    "- " + PolicyText.yaml(resource.rule()),
                    "+ " + PolicyText.yaml(resource.after()));
        }
        if (change instanceof Cut.WithoutRule rule) {
            return List.of("remove " + PolicyText.rule(rule.rule()), "- " + PolicyText.yaml(rule.rule()));
        }
        return change instanceof Cut.WithoutSubjects subjects
                ? List.of("take " + PolicyText.subjects(subjects.subjects()) + " out of "
                        + PolicyText.binding(subjects.binding()))
                : List.of(change.toString());
    }

    /** A risky permission in a line, then the rule and the binding that give it. */
    public static List<String> risk(RiskFinding finding) {
        List<String> lines = new ArrayList<>();
        lines.add("  " + finding.risk() + " (" + finding.risk().why() + "): see "
                + finding.risk().link());
        lines.add("    " + PolicyText.rule(finding.rule()) + ": " + PolicyText.yaml(finding.rule()));
        finding.grant().ifPresent(grant -> lines.add("      through " + PolicyText.applied(grant)));
        return lines;
    }
}
