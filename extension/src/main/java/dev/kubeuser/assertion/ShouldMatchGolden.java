package dev.kubeuser.assertion;

import dev.kubeuser.matrix.AccessRow;
import dev.kubeuser.matrix.internal.MatrixDifference;
import java.nio.file.Path;
import java.util.List;

/**
 * Words who gained and who lost access.
 *
 * @param file what was compared with
 * @param difference which there should not be
 */
record ShouldMatchGolden(Path file, MatrixDifference difference) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting access to be as in " + file,
                lines("but it was gained:", difference.gained()),
                lines("but it was lost:", difference.lost()),
                "If it is meant so, write the file anew with -Dkubeuser.golden=update and commit it.");
    }

    private static List<String> lines(String heading, List<AccessRow> rows) {
        return rows.isEmpty()
                ? List.of()
                : List.of(
                        heading,
                        Lines.of(rows.stream().map(ShouldMatchGolden::line).toList()));
    }

    private static String line(AccessRow row) {
        return "  " + row.subject() + ": " + String.join(", ", row.verbs()) + " " + row.resource() + place(row);
    }

    private static String place(AccessRow row) {
        if (row.namespace().isEmpty()) {
            return "";
        }
        return row.namespace().equals("*") ? " in all namespaces" : " in namespace \"" + row.namespace() + "\"";
    }
}
