// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which golden file is compared or written. */
final class GoldenOptions {

    static final String UPDATE = "--golden-update";

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

    /**
     * A golden file, which is compared with what subjects may do now, or is written.
     *
     * @param subjects declared users by their names, or for example {@code group:developers}
     * @param namespaces the namespaces that it has, besides all at once and none
     */
    record Matrix(Path file, List<String> subjects, List<String> namespaces, boolean isUpdated) {}

    /** {@return the file that the options are about; {@code null} if they are about none} */
    @Nullable
    Matrix matrix() {
        if (file == null) {
            if (!subjects.isEmpty() || !namespaces.isEmpty() || isUpdated) {
                throw new IllegalArgumentException(
                        "--golden-of, --golden-in and " + UPDATE + " are of a golden file: add" + " --golden");
            }
            return null;
        }
        if (subjects.isEmpty()) {
            throw new IllegalArgumentException("--golden is about subjects: name them by --golden-of");
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    Printable.text(file.toString()) + " is a directory, and the golden file is a file");
        }
        return new Matrix(file, subjects, namespaces, isUpdated);
    }
}
