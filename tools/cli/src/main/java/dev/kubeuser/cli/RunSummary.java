// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.Permission;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.record.internal.Denial;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a command's requests show about the policy, in a few lines.
 *
 * @param analysis the analysis of its requests
 */
record RunSummary(RunAnalysis analysis) {

    /** Two lines each; with the other lines they are ten at most. */
    private static final int MAX_DENIALS = 3;

    private static final int MAX_UNUSED = 4;

    /** {@return at most eight lines: denials with what to change, and what is granted and was not used} */
    List<String> lines() {
        List<Denial> denials = analysis.denialsByRule();
        List<String> lines = new ArrayList<>();
        lines.add(Counted.of(analysis.requests().byAuditLog(), "request") + " recorded, "
                + (denials.isEmpty() ? "none refused" : Counted.of(denials.size(), "denial")));
        denials.stream().limit(MAX_DENIALS).forEach(denial -> {
            lines.add("  " + denial.sentence() + by(denial.programs()));
            lines.add("    " + remedy(denial));
        });
        int more = denials.size() - MAX_DENIALS;
        String rest = Stream.of(more > 0 ? "and " + Counted.of(more, "more denial") : "", unusedInOneLine(unused()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        if (!rest.isEmpty()) {
            lines.add("  " + rest);
        }
        return lines.stream().map(Printable::text).toList();
    }

    /** Several programs may be one command, as in a script. */
    private static String by(List<String> programs) {
        return programs.isEmpty() ? "" : ", sent by " + String.join(" and ", programs);
    }

    private static String remedy(Denial denial) {
        return denial.cause().isOfAuthorization()
                ? (denial.remedy().advice() + " " + denial.remedy().changeInOneLine()).strip()
                : "the server said: " + denial.message();
    }

    private List<String> unused() {
        return analysis.hasFailed()
                ? List.of()
                : analysis.coverage().rules().stream()
                        .flatMap(RunSummary::unused)
                        .toList();
    }

    /** Returns for example {@code get, list secrets (deploy/rbac.yaml:16)}. */
    private static Stream<String> unused(RuleCoverage rule) {
        return Permission.texts(rule.counted().stream()
                        .filter(permission -> !permission.isCovered())
                        .map(PermissionCoverage::permission)
                        .toList())
                .stream()
                .map(unused -> unused + " (" + rule.rule().origin() + ")");
    }

    private static String unusedInOneLine(List<String> unused) {
        return unused.isEmpty() ? "" : "granted and not used: " + Counted.first(MAX_UNUSED, unused, each -> each);
    }
}
