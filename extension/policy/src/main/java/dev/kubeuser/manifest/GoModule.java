// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The Go module that a directory is in, with the directories in which its {@code go.mod} lets Go find no packages.
 *
 * @param directory where it begins
 * @param ignored the paths that Go is told to leave out
 * @see <a href="https://go.dev/ref/mod#go-mod-file-ignore">The ignore directive</a>
 */
record GoModule(Path directory, List<String> ignored) {

    static final String FILE = "go.mod";

    private static final Pattern COMMENT = Pattern.compile("//.*");
    private static final Pattern DIRECTIVE = Pattern.compile("(?ms)^\\s*ignore\\s*(?:\\((.*?)^\\s*\\)|(\\S[^\\n]*)$)");
    private static final Pattern PATH = Pattern.compile("[^\\s\"`]+");

    /**
     * Finds the module around a directory.
     *
     * @param start provides its {@code go.mod}
     */
    static GoModule around(Path directory, SourceDirectory start) {
        Path here = directory.toAbsolutePath().normalize();
        for (Path each = here; each != null && each.startsWith(start.top()); each = each.getParent()) {
            start.provide(each.resolve(FILE));
            if (Files.isRegularFile(each.resolve(FILE))) {
                return at(each);
            }
        }
        return new GoModule(here, List.of());
    }

    /** Reads the module that begins in a directory. */
    static GoModule at(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            String text = COMMENT.matcher(TextFile.read(file)).replaceAll("");
            return new GoModule(
                    directory.toAbsolutePath().normalize(),
                    DIRECTIVE
                            .matcher(text)
                            .results()
                            .map(directive -> directive.group(1) == null ? directive.group(2) : directive.group(1))
                            .flatMap(paths -> PATH.matcher(paths).results())
                            .map(MatchResult::group)
                            .toList());
        } catch (IOException failure) {
            throw new ManifestException(
                    Printable.name(file.toString()) + " could not be read: " + TextFile.reason(failure), failure);
        }
    }

    /** Whether Go finds no packages in a directory. A path that begins with a dot is the one below the module alone. */
    boolean ignores(Path other) {
        String path =
                "/" + SourceDirectory.name(directory, other.toAbsolutePath().normalize()) + "/";
        return ignored.stream()
                .anyMatch(each -> each.startsWith("./")
                        ? path.startsWith(each.substring(1) + "/")
                        : path.contains("/" + each + "/"));
    }
}
