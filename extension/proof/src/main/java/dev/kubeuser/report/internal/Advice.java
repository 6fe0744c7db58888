// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.NeededAccess.LeastPrivilege;
import dev.kubeuser.lint.internal.MarkdownText;
import dev.kubeuser.record.internal.Denial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code report.md} says about subjects: what was refused to them, and what they have beyond their needs. */
final class Advice {

    private Advice() {}

    /** Returns a line for each subject and rule. */
    static List<String> excess(LeastPrivilege least) {
        return least.needs().stream()
                .flatMap(needs -> needs.excess().stream()
                        .collect(Collectors.groupingBy(
                                excess -> MarkdownText.plain(excess.rule().id() + " ("
                                        + excess.rule().origin() + ") by " + excess.binding()
                                        + (excess.isNeededInPart() ? ", needed in part" : "")),
                                LinkedHashMap::new,
                                Collectors.mapping(excess -> excess.permission().toString(), Collectors.toList())))
                        .entrySet()
                        .stream()
                        .map(rule -> MarkdownText.plain(needs.subject()) + ": " + MarkdownText.codes(rule.getValue())
                                + " of " + rule.getKey()))
                .toList();
    }

    /** Returns a line for each subject that asked about its access. */
    static List<String> asked(LeastPrivilege least) {
        return least.needs().stream()
                .filter(needs -> !needs.asked().isEmpty())
                .map(needs -> MarkdownText.plain(needs.subject()) + ": "
                        + MarkdownText.codes(
                                needs.asked().stream().map(Object::toString).toList()))
                .toList();
    }

    /** Returns the number of refused requests that a rule would have allowed. */
    static long denied(List<Denial> denials) {
        return denials.stream()
                .filter(denial -> denial.cause().isOfAuthorization())
                .mapToLong(Denial::count)
                .sum();
    }

    static List<String> denials(List<Denial> denials) {
        return denials.stream().map(Advice::denial).toList();
    }

    private static String denial(Denial denial) {
        StringBuilder text = new StringBuilder(MarkdownText.plain(denial.sentence()));
        if (denial.cause() == Denial.Cause.ADMISSION || denial.cause() == Denial.Cause.AUTHORIZER) {
            text.append("; the server said: ").append(MarkdownText.plain(denial.message()));
        } else if (denial.cause() != Denial.Cause.AUTHORIZATION) {
            text.append("; ").append(denial.cause().words()).append(": ");
            text.append(MarkdownText.code(denial.request().toString()));
        }
        if (denial.test() != null) {
            text.append("; in ").append(MarkdownText.plain(denial.test().name()));
        }
        if (!denial.remedy().advice().isEmpty()) {
            text.append("; ").append(MarkdownText.plain(denial.remedy().advice()));
        }
        if (!denial.remedy().changeInOneLine().isEmpty()) {
            text.append(' ').append(MarkdownText.code(denial.remedy().changeInOneLine()));
        }
        return text.toString();
    }
}
