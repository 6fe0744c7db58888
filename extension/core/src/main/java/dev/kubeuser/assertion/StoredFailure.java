package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.dryrun.Write;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Says how what would be stored differs from a golden file. */
final class StoredFailure {

    private StoredFailure() {}

    static Failure shouldHaveGolden(Path file, Write write, List<String> changes) {
        return Failure.of(
                "Expecting what is changed by " + write + " to be as in " + file,
                "but the file does not exist. Write it with -Dkubeuser.golden=update, review it and commit it:",
                printable(changes));
    }

    static Failure shouldMatchGolden(Path file, Write write, List<String> written, List<String> changes) {
        return Failure.of(
                "Expecting what is changed by " + write + " to be as in " + file,
                lines("but this is changed, too:", changes, written),
                lines("but this is not changed:", written, changes),
                "If this is intended, write the file again with -Dkubeuser.golden=update and commit it.");
    }

    private static List<String> lines(String heading, List<String> lines, List<String> without) {
        List<String> rest = new ArrayList<>(lines);
        rest.removeAll(without);
        if (!rest.isEmpty()) {
            rest = new ArrayList<>(printable(rest));
            rest.add(0, heading);
        }
        return rest;
    }

    private static List<String> printable(List<String> lines) {
        return lines.stream().map(line -> "  " + Printable.text(line)).toList();
    }
}
