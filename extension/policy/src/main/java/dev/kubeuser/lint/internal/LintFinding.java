// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.internal.PolicyText;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that lint found, for a code host.
 *
 * @param category what it is one of
 * @param summary what was found, without lines of files
 * @param origin where it is; {@code null} if it is in no file
 * @param tags the identifiers that other scanners have for it
 */
record LintFinding(
        Category category, String summary, @Nullable Origin origin, List<String> tags) implements Finding {

    private static final Category PUBLIC_ACCESS = new Category(
            "public-access",
            "error",
            "9.5",
            "Binding that gives everybody something",
            "Bind who needs it, or list the binding in the file of --accepted-risks.");
    private static final Category ESCALATION_PATH = new Category(
            "escalation-path",
            "error",
            "9.5",
            "Escalation path",
            "Remove the rule that it begins with, or list the path in the file of --accepted-risks.");
    private static final Category RISK = new Category(
            "risky-permission",
            "warning",
            "7.0",
            "Risky permission",
            "Kubernetes warns about it. Remove it, or list it in the file of --accepted-risks.");
    private static final Category NO_EFFECT = new Category(
            "no-effect",
            "note",
            null,
            "Part of a rule without effect",
            "Kubernetes accepts it, but it gives nobody anything. Correct or remove it.");
    private static final Category LIMITED = new Category(
            "limited-rule",
            "note",
            null,
            "Rule that allows less than it seems to",
            "Leave out resourceNames, or let clients select the object by its name.");
    private static final Category UNKNOWN_ROLE = new Category(
            "unknown-role",
            "error",
            "8.0",
            "Binding to a role that is not in the files",
            "What it grants is not known: the cluster may have the role, with any rules. Name the file of the role too,"
                    + " correct the name, or list the binding in the file of --accepted-risks.");

    private static final Category AGGREGATED = new Category(
            "aggregated-rule",
            "note",
            null,
            "Rule that becomes part of a role of Kubernetes",
            "Whoever is bound to that role gains it. Remove the label of the ClusterRole if that is not meant.");

    /** What lint looks for, the worst first. */
    static final List<Category> CATEGORIES =
            List.of(PUBLIC_ACCESS, ESCALATION_PATH, UNKNOWN_ROLE, RISK, NO_EFFECT, LIMITED, AGGREGATED);

    /** A finding that other scanners do not have. */
    private LintFinding(Category category, String summary, @Nullable Origin origin) {
        this(category, summary, origin, List.of());
    }

    /** Returns all findings, the worst first. */
    static List<LintFinding> of(PolicyFindings findings) {
        return Stream.of(
                        findings.publicAccess().stream().map(LintFinding::ofPublic),
                        findings.escalationPaths().stream()
                                .map(found -> of(found, findings.written().bindings())),
                        findings.unknown().stream().map(LintFinding::of),
                        findings.risks().stream().map(LintFinding::of),
                        findings.idle().stream()
                                .map(found -> new LintFinding(
                                        NO_EFFECT, found.part() + ": " + found.problem(), found.origin())),
                        findings.limited().stream()
                                .map(found -> new LintFinding(
                                        LIMITED, found.part() + ": " + found.problem(), found.origin())),
                        findings.aggregated().stream().map(LintFinding::of))
                .flatMap(each -> each)
                .toList();
    }

    /** Names the rendered line, because the mark is on the first line of the template. */
    @Override
    public String annotation() {
        return origin == null || origin.rendering() == null ? summary : summary + ", " + origin;
    }

    private static LintFinding ofPublic(RbacBinding binding) {
        return new LintFinding(
                PUBLIC_ACCESS,
                binding.id() + " gives " + PolicyFindings.everybody(binding) + " " + binding.roleRef(),
                binding.origin());
    }

    /** At the rule that it begins with; if that is in no file, at the first binding of the subject. */
    private static LintFinding of(EscalationFinding found, List<RbacBinding> bindings) {
        Stream<Origin> rule =
                found.begin().stream().map(Grant::rule).flatMap(first -> Stream.ofNullable(first.origin()));
        Stream<Origin> ofSubject = bindings.stream()
                .filter(binding -> binding.subjects().contains(found.subject()))
                .flatMap(binding -> Stream.ofNullable(binding.origin()));
        return new LintFinding(
                ESCALATION_PATH,
                found
                        + (found.isGranted() ? "" : ": " + found.path())
                        + (found.cuts().isEmpty()
                                ? ""
                                : "; to close it, " + found.cuts().get(0)),
                Stream.concat(rule, ofSubject).findFirst().orElse(null),
                found.tags());
    }

    private static LintFinding of(RiskFinding found) {
        return new LintFinding(
                RISK,
                found.risk().id() + " in " + found.rule().id() + ": "
                        + found.risk().why() + ", see " + found.risk().link(),
                found.rule().origin(),
                found.risk().tags());
    }

    private static LintFinding of(AggregatedRule found) {
        return new LintFinding(
                AGGREGATED,
                found.into() + " gains " + found.rule().id() + ": " + PolicyText.yaml(found.rule()),
                found.rule().origin());
    }

    private static LintFinding of(PolicyFindings.UnknownRole found) {
        return new LintFinding(
                UNKNOWN_ROLE,
                found.binding().id() + " to " + found.role(),
                found.binding().origin());
    }
}
