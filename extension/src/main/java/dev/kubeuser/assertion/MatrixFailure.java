package dev.kubeuser.assertion;

import dev.kubeuser.matrix.AccessMatrix;
import dev.kubeuser.matrix.internal.MatrixDifference;
import java.nio.file.Path;
import java.util.List;

/** Says how access differs from a golden file. */
final class MatrixFailure {

    private MatrixFailure() {}

    static Failure shouldHaveGolden(Path file, AccessMatrix matrix) {
        return Failure.of(
                "Expecting access to be as in " + file,
                "but the file does not exist. Write it with -Dkubeuser.golden=update, review it and commit it:",
                matrix.text());
    }

    static Failure shouldMatchGolden(Path file, MatrixDifference difference) {
        return Failure.of(
                "Expecting access to be as in " + file,
                lines("but it was gained:", difference.gained()),
                lines("but it was lost:", difference.lost()),
                "If this is intended, write the file again with -Dkubeuser.golden=update and commit it.");
    }

    private static List<Object> lines(String heading, List<AccessMatrix.Row> rows) {
        return rows.isEmpty()
                ? List.of()
                : List.of(heading, rows.stream().map(MatrixFailure::line).toList());
    }

    private static String line(AccessMatrix.Row row) {
        return "  " + row.subject() + ": " + String.join(", ", row.verbs()) + " " + row.resource() + place(row);
    }

    private static String place(AccessMatrix.Row row) {
        if (row.namespace().isEmpty()) {
            return "";
        }
        return row.namespace().equals("*") ? " in all namespaces" : " in namespace \"" + row.namespace() + "\"";
    }
}
