// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.internal.MissingSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * The directory in which relative sources start, with all its files. Those of {@link GitTree} come when they are
 * needed.
 */
class SourceDirectory {

    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");
    private static final Pattern MANIFEST = Pattern.compile(".*\\.(ya?ml|json)", Pattern.DOTALL);
    private static final Pattern URL = Pattern.compile("[a-z]{3,}://", Pattern.CASE_INSENSITIVE);
    private static final Pattern BASE = Pattern.compile("(?:[^*?\\[{]*/)?");

    private static final Pattern DEEP = Pattern.compile("\\*\\*|\\{");

    private final Path path;

    /**
     * Names a directory.
     *
     * @param path as it is put before a relative path; empty for the working directory
     */
    SourceDirectory(Path path) {
        this.path = path;
    }

    /** The directory in which tests run, or the command. */
    static SourceDirectory working() {
        return new SourceDirectory(Path.of(""));
    }

    final Path path() {
        return path;
    }

    /** The directory around all files that may be read for it. */
    Path top() {
        return path.toAbsolutePath().getRoot();
    }

    /**
     * Provides a file, or all that is in a directory and below it. What is missing stays missing.
     *
     * @param file the file or directory
     * @throws ManifestException if it must not be read
     */
    void provide(Path file) {
        // Nothing to do: the file exists or is missing.
    }

    /**
     * Provides a file, or some of those in a directory.
     *
     * @param file the file or directory
     * @param depth on how many levels of directories files are needed
     * @param names the names of files that are needed, each with the directories before it
     * @throws ManifestException if it must not be read
     */
    void provide(Path file, int depth, Pattern names) {
        // Nothing to do: the files exist or are missing.
    }

    /** {@return what a file in it is called in origins and messages} */
    final String name(Path file) {
        return name(path, file);
    }

    static String name(Path directory, Path file) {
        Path named = directory.toString().isEmpty() ? file : directory.relativize(file);
        return named.toString().replace('\\', '/');
    }

    /** {@return what distinguishes a file in it from all others} */
    Object identity(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /** {@return where it is, for messages} */
    String where() {
        return path.toAbsolutePath().toString();
    }

    static boolean isGlob(String source) {
        return GLOB.matcher(source).find();
    }

    /**
     * {@return the manifests that a path or a glob names, in alphabetical order}
     *
     * <p>As with {@code kubectl apply -f}, a directory means the files directly in it. {@code **} in a glob also
     * matches those below.
     *
     * @throws ManifestException if there are none
     */
    final List<Path> manifests(String source) {
        if (isGlob(source)) {
            return matching(source);
        }
        Path named = path(source);
        provide(named, 1, MANIFEST);
        if (Files.isDirectory(named)) {
            List<Path> files = inDirectory(named, source);
            List<String> names =
                    files.stream().map(file -> file.getFileName().toString()).toList();
            if (names.stream().anyMatch(Kustomization.FILES::contains)) {
                throw otherwise(source, "a kustomization", Kustomization.PREFIX);
            }
            if (names.stream().anyMatch(OlmBundle::isVersion)) {
                throw otherwise(source, "a bundle of OLM", OlmBundle.PREFIX);
            }
            return files;
        }
        if (URL.matcher(source).lookingAt()) {
            throw new ManifestException(
                    Printable.text(source) + " is a URL, and nothing is fetched: download it, and name the file");
        }
        if (!Files.exists(named)) {
            throw new ManifestException(
                    Printable.text(source) + " does not exist; relative paths of manifests start in " + where(),
                    new MissingSource(source));
        }
        return List.of(named);
    }

    private static ManifestException otherwise(String source, String what, String prefix) {
        return new ManifestException(
                Printable.text(source) + " is " + what + ": write " + prefix + Printable.text(source));
    }

    private Path path(String source) {
        try {
            return path.resolve(source);
        } catch (InvalidPathException malformed) {
            throw new ManifestException(
                    Printable.text("\"" + source + "\" is not a path: " + malformed.getMessage()), malformed);
        }
    }

    static List<Path> inDirectory(Path directory, String source) {
        try (Stream<Path> files = Files.list(directory)) {
            return manifests(
                    files,
                    source,
                    Printable.text(source) + " holds no .yaml, .yml or .json file; to read its subdirectories, write "
                            + Printable.text(source.replaceFirst("/+$", "")) + "/**");
        } catch (IOException failure) {
            throw new ManifestException(
                    Printable.text(source) + " could not be listed: " + TextFile.reason(failure), failure);
        }
    }

    private List<Path> matching(String glob) {
        PathMatcher matcher = matcher(glob);
        Matcher base = BASE.matcher(glob);
        String literal = base.lookingAt() ? base.group() : "";
        Path start = path(literal);
        provide(start, depth(glob.substring(literal.length())), MANIFEST);
        if (!Files.isDirectory(start.toAbsolutePath())) {
            throw new ManifestException(
                    Printable.text(glob + ": there is no directory " + start.toAbsolutePath()),
                    new MissingSource(glob));
        }
        try (Stream<Path> files = Files.walk(start)) {
            return manifests(
                    files.filter(file -> matcher.matches(Path.of(name(file)))),
                    glob,
                    Printable.text(glob) + " matches no .yaml, .yml or .json file");
        } catch (IOException failure) {
            throw unsearchable(glob, failure);
        } catch (UncheckedIOException failure) {
            throw unsearchable(glob, Objects.requireNonNull(failure.getCause()));
        }
    }

    /** How many levels of directories the part of a glob matches that is not literal. */
    private static int depth(String pattern) {
        return DEEP.matcher(pattern).find()
                ? Integer.MAX_VALUE
                : (int) pattern.chars().filter(character -> character == '/').count() + 1;
    }

    private static ManifestException unsearchable(String glob, IOException failure) {
        String where = failure instanceof FileSystemException located ? ", at " + located.getFile() : "";
        return new ManifestException(
                Printable.text(glob + " could not be searched: " + TextFile.reason(failure) + where), failure);
    }

    /** As in shells, {@code **}{@code /} also matches no directory at all. */
    private static PathMatcher matcher(String glob) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob.replace("**/", "{**/,}"));
        } catch (PatternSyntaxException malformed) {
            throw new ManifestException(
                    Printable.text(glob + " is not a glob: " + malformed.getDescription()), malformed);
        }
    }

    static boolean isManifest(String name) {
        return MANIFEST.matcher(name).matches();
    }

    private static List<Path> manifests(Stream<Path> files, String source, String otherwise) {
        List<Path> found = files.filter(file -> !Files.isDirectory(file))
                .filter(file -> isManifest(file.toString()))
                .sorted()
                .toList();
        if (found.isEmpty()) {
            throw new ManifestException(otherwise, new MissingSource(source));
        }
        return found;
    }
}
