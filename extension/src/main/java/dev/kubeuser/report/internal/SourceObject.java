package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.recording.OwnNamespaces;
import dev.kubeuser.coverage.internal.recording.PolicyObject;
import dev.kubeuser.manifest.ManifestObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A role or binding as written, with what the tests proved about its lines.
 *
 * @param title kind, namespace and name
 * @param file the file that contains it
 * @param lines its lines there
 */
record SourceObject(String title, String file, List<SourceLine> lines) {

    static SourceObject of(PolicyObject object, RunAnalysis analysis, OwnNamespaces own) {
        ManifestObject written = object.source();
        LineMarks marks = new LineMarks(object, analysis.coverage());
        Map<Integer, List<MutantResult>> mutants = mutants(written, analysis);
        List<SourceLine> lines = new ArrayList<>();
        int number = written.origin().line();
        for (String text : written.source()) {
            lines.add(new SourceLine(
                    number,
                    own.written(text),
                    marks.mark(number),
                    marks.note(number),
                    mutants.getOrDefault(number, List.of())));
            number++;
        }
        return new SourceObject(own.written(title(written)), written.origin().file(), lines);
    }

    private static String title(ManifestObject written) {
        return written.kind() + " "
                + written.namespace().map(namespace -> namespace + "/").orElse("") + written.name();
    }

    private static Map<Integer, List<MutantResult>> mutants(ManifestObject written, RunAnalysis analysis) {
        return analysis.mutations().results().stream()
                .filter(result -> result.mutant().origin().isInObjectOf(written.origin()))
                .collect(
                        Collectors.groupingBy(result -> result.mutant().origin().line()));
    }
}
