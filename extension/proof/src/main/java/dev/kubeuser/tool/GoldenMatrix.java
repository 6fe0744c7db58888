package dev.kubeuser.tool;

import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.question.AccessMatrix;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A golden file with all that some subjects may do, to be compared with what they may do now, or to be written.
 *
 * @param file the file, in Markdown
 * @param subjects declared users by their names, or for example {@code group:developers}
 * @param namespaces the namespaces that it has, besides all at once and none
 * @param isUpdated whether it is written
 * @param howToUpdate what somebody adds to write it, for messages
 */
record GoldenMatrix(Path file, List<String> subjects, List<String> namespaces, boolean isUpdated, String howToUpdate) {

    /** Copies the lists. */
    GoldenMatrix {
        subjects = List.copyOf(subjects);
        namespaces = List.copyOf(namespaces);
        if (subjects.isEmpty()) {
            throw new IllegalArgumentException("a golden file is about subjects, and none is named");
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    TerminalText.line(file.toString()) + " is a directory, and the golden file is a file");
        }
    }

    GoldenMatrix updated() {
        return new GoldenMatrix(file, subjects, namespaces, true, howToUpdate);
    }

    /** Requires that the file, if it is there, is a matrix. */
    void requireReadable() {
        if (isUpdated) {
            return;
        }
        try {
            AccessMatrix.read(file);
        } catch (IllegalStateException | UncheckedIOException unusable) {
            throw new ConfigurationException(String.valueOf(unusable.getMessage()), unusable);
        }
    }
}
