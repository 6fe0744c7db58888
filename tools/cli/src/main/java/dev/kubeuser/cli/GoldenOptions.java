package dev.kubeuser.cli;

import dev.kubeuser.tool.TableRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which golden file is compared or written. */
final class GoldenOptions {

    private static final String UPDATE = "--golden-update";

    @Option(
            names = "--golden",
            paramLabel = "FILE",
            description = "A golden file in Markdown: all that subjects may do, to be compared.")
    @Nullable
    Path file;

    @Option(
            names = "--golden-of",
            paramLabel = "SUBJECT",
            arity = "1..*",
            description = "The subjects of the golden file: users of --user, or as in group:developers.")
    List<String> subjects = new ArrayList<>();

    @Option(
            names = "--golden-in",
            paramLabel = "NAMESPACE",
            arity = "1..*",
            description =
                    "The namespaces of the golden file. It also has what is allowed in all of them at once, and in"
                            + " none.")
    List<String> namespaces = new ArrayList<>();

    @Option(names = UPDATE, description = "Writes the golden file instead of comparing it, to be reviewed.")
    boolean isUpdated;

    TableRun addTo(TableRun run) {
        if (file == null) {
            if (!subjects.isEmpty() || !namespaces.isEmpty() || isUpdated) {
                throw new IllegalArgumentException(
                        "--golden-of, --golden-in and " + UPDATE + " are of a golden file: add" + " --golden");
            }
            return run;
        }
        if (subjects.isEmpty()) {
            throw new IllegalArgumentException("--golden is about subjects: name them by --golden-of");
        }
        TableRun compared = run.withGolden(file, subjects, namespaces, UPDATE);
        return isUpdated ? compared.updatingGolden() : compared;
    }
}
