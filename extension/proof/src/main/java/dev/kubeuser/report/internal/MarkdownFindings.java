package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.coverage.internal.Coverage.RuleCoverage;
import dev.kubeuser.coverage.internal.PolicyPlace;
import dev.kubeuser.finding.internal.MarkdownSection;
import dev.kubeuser.finding.internal.MarkdownText;
import dev.kubeuser.rbac.Origin;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be done about each rule and binding, in {@code report.md}: the list of the page's findings.
 *
 * @param number how many rules and bindings there are
 * @param parts the first of them, the worst first
 */
record MarkdownFindings(int number, List<Part> parts) {

    /**
     * A rule or a binding.
     *
     * @param heading its name, its file and line, and how many findings of each kind it has
     * @param number how many findings it has
     * @param findings the first of them
     */
    record Part(String heading, int number, List<String> findings) {

        int size(int most) {
            return 1 + Math.min(number, most + 1);
        }

        Stream<String> lines(int most) {
            return Stream.of(
                            Stream.of("- " + heading),
                            findings.stream().limit(most).map(found -> "  - " + found),
                            number > most
                                    ? Stream.of("  - and " + (number - most) + " more in report.html")
                                    : Stream.<String>empty())
                    .flatMap(line -> line);
        }
    }

    /** Returns as much of the list as that many lines can have. */
    static MarkdownFindings of(List<ReportedFinding> findings, RunAnalysis analysis, int mostLines) {
        PolicyParts parts = PolicyParts.of(analysis);
        Set<PolicyPlace> unbound = analysis.coverage().rules().stream()
                .filter(rule -> !rule.isBound())
                .map(RuleCoverage::rule)
                .map(PolicyPlace::of)
                .collect(Collectors.toSet());
        Collection<List<ReportedFinding>> places = findings.stream()
                .filter(found -> found.kind().isOpen())
                .collect(Collectors.groupingBy(ReportedFinding::place, LinkedHashMap::new, Collectors.toList()))
                .values();
        return new MarkdownFindings(
                places.size(),
                places.stream()
                        .limit(mostLines)
                        .map(found ->
                                part(found, parts, unbound.contains(found.get(0).place()), mostLines))
                        .toList());
    }

    private static Part part(List<ReportedFinding> found, PolicyParts parts, boolean isUnbound, int mostLines) {
        PolicyParts.Part part = parts.at(found.get(0).place()).orElseThrow();
        return new Part(
                MarkdownText.plain(
                        part.title() + " (" + part.origin() + ")" + (isUnbound ? ", which no binding grants" : "")
                                + ": " + String.join(", ", ReportedFinding.counts(found))),
                found.size(),
                found.stream()
                        .limit(mostLines)
                        .map(each -> line(each, part.origin()))
                        .toList());
    }

    private static String line(ReportedFinding found, Origin part) {
        return found.kind().counted(1).noun() + ": "
                + (found.kind().isOfPermission() ? MarkdownText.code(found.text()) : MarkdownText.plain(found.text()))
                + (found.line() == part.line() ? "" : " (line " + found.line() + ")")
                + (found.link() == null ? "" : " ([Kubernetes documentation](" + found.link() + "))")
                + (found.suggestion() == null
                        ? ""
                        : ": " + MarkdownText.code(found.suggestion().source()));
    }

    /** Returns the list in at most that many lines. If it is cut, so are its parts: none is to crowd out the others. */
    MarkdownSection.Extract extract(int mostLines) {
        int length = MarkdownSection.longest(mostLines, this::size);
        return new MarkdownSection.Extract(
                Math.min(parts.size(), length),
                parts.stream().limit(length).flatMap(part -> part.lines(length)).toList());
    }

    private int size(int length) {
        return parts.stream().limit(length).mapToInt(part -> part.size(length)).sum();
    }
}
