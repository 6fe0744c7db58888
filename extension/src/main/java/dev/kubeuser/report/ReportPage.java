package dev.kubeuser.report;

import dev.kubeuser.coverage.Evidence;
import dev.kubeuser.coverage.MutantStatus;
import dev.kubeuser.coverage.Proof;
import dev.kubeuser.rbac.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the templates of {@code report.html} show.
 *
 * @param proof the numbers, rules and mutants
 * @param access the access matrix
 * @param shortcomings what can be better
 * @param sources the policy, by file
 * @param tests what each contributed
 * @param certificates how users came to theirs
 */
record ReportPage(
        Proof proof,
        List<AccessEntry> access,
        List<Shortcoming> shortcomings,
        Map<String, List<SourceObject>> sources,
        List<TestEntry> tests,
        List<TimelineEntry> certificates) {

    static ReportPage of(Evidence evidence, Proof proof) {
        Map<String, List<SourceObject>> sources = new LinkedHashMap<>();
        evidence.writtenObjects().stream()
                .map(object -> SourceObject.of(object, proof, evidence.namespaces()))
                .forEach(object -> sources.computeIfAbsent(object.file(), file -> new ArrayList<>())
                        .add(object));
        return new ReportPage(
                proof,
                AccessEntry.of(evidence),
                Shortcoming.of(proof),
                sources,
                TestEntry.of(evidence, proof),
                TimelineEntry.of(evidence.certificates()));
    }

    /** The choices of a filter, each once, in order. */
    List<String> choices(Function<AccessEntry, String> column) {
        return access.stream().map(column).distinct().sorted().toList();
    }

    /** What names a line within the page. */
    String anchor(String file, int line) {
        return "f" + List.copyOf(sources.keySet()).indexOf(file) + "l" + line;
    }

    String anchor(Origin origin) {
        return anchor(origin.file(), origin.line());
    }

    /** How many mistakes nobody can notice, for they change nothing. */
    int equivalent() {
        return proof.mutations().of(MutantStatus.EQUIVALENT).size();
    }
}
