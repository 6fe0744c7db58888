package dev.kubeuser.assertion;

import dev.kubeuser.matrix.AccessDifference;
import dev.kubeuser.matrix.AccessMatrix;
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

    static Failure shouldMatchGolden(Path file, AccessDifference difference) {
        return Failure.of(
                "Expecting access to be as in " + file,
                lines("but it was gained:", difference.gained()),
                lines("but it was lost:", difference.lost()),
                "If this is intended, write the file again with -Dkubeuser.golden=update and commit it.");
    }

    private static List<Object> lines(String heading, List<AccessMatrix.Row> rows) {
        return rows.isEmpty()
                ? List.of()
                : List.of(heading, rows.stream().map(row -> "  " + row).toList());
    }
}
