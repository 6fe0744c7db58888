// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.Coverage.Share;
import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.record.internal.Denial;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The figures of a run, counted once for all files of the report.
 *
 * @param covered the share of covered permissions
 * @param used the share of used bindings
 * @param killed the share of killed mutants
 * @param undecided the number of mutants that were not judged
 * @param denied the number of requests that were refused although no test expected it
 * @param findings the number of findings of each kind
 */
record Figures(Share covered, Share used, Share killed, long undecided, long denied, Map<FindingKind, Long> findings) {

    static Figures of(RunAnalysis analysis) {
        return of(analysis, ReportedFinding.of(analysis));
    }

    static Figures of(RunAnalysis analysis, List<ReportedFinding> found) {
        return new Figures(
                analysis.coverage().covered(),
                analysis.coverage().used(),
                analysis.mutations().killed(),
                analysis.mutations().of(MutantResult.Status.UNDECIDED).size(),
                denied(analysis),
                found.stream()
                        .collect(Collectors.groupingBy(
                                ReportedFinding::kind, () -> new EnumMap<>(FindingKind.class), Collectors.counting())));
    }

    long of(FindingKind kind) {
        return findings.getOrDefault(kind, 0L);
    }

    /** Returns what is to be worked on, for example {@code 1 request denied} and {@code 2 risky permissions}. */
    List<String> open() {
        return Stream.concat(
                        Stream.of(FindingKind.DENIAL.counted(denied))
                                .filter(counted -> counted.number() > 0)
                                .map(Counted::toString),
                        openFindings().stream())
                .toList();
    }

    /**
     * Returns how many findings there are of each kind that is to be worked on, for example {@code 1 risky permission}.
     */
    List<String> openFindings() {
        return openKinds()
                .map(kind -> kind.counted(of(kind)))
                .filter(counted -> counted.number() > 0)
                .map(Counted::toString)
                .toList();
    }

    /** Returns the figures by which runs can be compared. A share of nothing has no percentage. */
    Map<String, Long> byName() {
        Map<String, Long> byName = new LinkedHashMap<>();
        percentage(byName, "permissions covered (%)", covered);
        percentage(byName, "bindings used (%)", used);
        percentage(byName, "mutants killed (%)", killed);
        byName.put("permissions", covered.total());
        byName.put("bindings", used.total());
        byName.put("mutants", killed.total());
        byName.put(FindingKind.DENIAL.counted(0).noun(), denied);
        openKinds().forEach(kind -> byName.put(kind.counted(0).noun(), of(kind)));
        return byName;
    }

    private static Stream<FindingKind> openKinds() {
        return Arrays.stream(FindingKind.values())
                .filter(FindingKind::isOfPolicy)
                .filter(FindingKind::isOpen);
    }

    private static void percentage(Map<String, Long> byName, String name, Share share) {
        if (share.total() > 0) {
            byName.put(name, (long) share.percent());
        }
    }

    /** Returns a line such as {@code 83 % of 41 permissions covered, 12 of 15 mutants killed}. */
    String summary() {
        return Stream.of(
                        denied == 0 ? "" : FindingKind.DENIAL.counted(denied).toString(),
                        covered.percent() + " % of " + Counted.of(covered.total(), "permission") + " covered",
                        killed.count() + " of " + Counted.of(killed.total(), "mutant") + " killed",
                        undecided == 0 ? "" : undecided + " not decided")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** Returns the number of refused requests that a rule would have allowed. */
    static long denied(RunAnalysis analysis) {
        return analysis.denials().stream()
                .filter(denial -> denial.cause().isOfAuthorization())
                .mapToLong(Denial::count)
                .sum();
    }
}
