package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.List;

/**
 * A role or binding as written, with what the tests proved about its lines.
 *
 * @param title kind, namespace and name
 * @param origin where it begins
 * @param lines its lines there
 */
record SourceObject(String title, Origin origin, List<SourceLine> lines) {

    static SourceObject of(PolicyObject object, RunAnalysis analysis, OwnNamespaces own) {
        ManifestObject written = object.source();
        LineMarks marks = new LineMarks(object, analysis.coverage());
        List<SourceLine> lines = new ArrayList<>();
        int number = written.origin().line();
        for (String text : written.source()) {
            lines.add(new SourceLine(own.written(text), marks.mark(number), marks.note(number)));
            number++;
        }
        return new SourceObject(title(object, own), written.origin(), lines);
    }

    static String title(PolicyObject object, OwnNamespaces own) {
        ManifestObject written = object.source();
        return own.written(written.kind() + " "
                + written.namespace().map(namespace -> namespace + "/").orElse("") + written.name());
    }
}
