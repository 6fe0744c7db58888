package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.leastprivilege.internal.NarrowedFile;
import dev.kubeuser.leastprivilege.internal.NarrowedPolicy;
import dev.kubeuser.leastprivilege.internal.UnifiedDiff;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The narrowed policy in the report: a directory with the policy's files, and their changes as a patch. Paths begin at
 * the root of the checkout.
 *
 * @param policy the narrowed policy
 * @param root the root of the checkout
 */
record NarrowedFiles(NarrowedPolicy policy, SourceRoot root) {

    static final String DIRECTORY = "narrowed-policy";

    /** What stands beside the files; no directory of manifests is read with it. */
    private static final String README = "README.md";

    static NarrowedFiles of(NarrowedPolicy policy) {
        return new NarrowedFiles(policy, SourceRoot.of(ModuleDirectory.current()));
    }

    private String path(NarrowedFile file) {
        String path = root.path(file.path()).toString().replace('\\', '/');
        return file.rendering() == null
                ? path
                : path + "." + file.rendering().replaceAll("[^A-Za-z0-9.-]+", "-") + ".yaml";
    }

    /** Returns the changes of files, for {@code patch -p1} and {@code git apply} in the root. */
    String diff() {
        return policy.files().stream()
                .filter(file -> file.rendering() == null)
                .flatMap(file -> diff(file).stream())
                .collect(Collectors.joining());
    }

    /** Returns empty if the changes are not those of a file, or cannot be told without what is left out of it. */
    private Optional<String> diff(NarrowedFile file) {
        return file.reason().isEmpty()
                ? UnifiedDiff.of(path(file), file.text(), file.rendering() != null)
                : Optional.empty();
    }

    /**
     * A file that changes.
     *
     * @param path its path
     * @param lines the lines of its changes, each hunk below its range
     * @param note what to know before the patch is applied, as a sentence; or empty
     */
    record Change(String path, List<String> lines, String note) {}

    /** Returns what changes in which file, for people to read: also where a patch cannot be told. */
    List<Change> changes() {
        return policy.files().stream()
                .flatMap(file -> UnifiedDiff.of(path(file), file.text(), true)
                        .filter(diff -> !diff.isEmpty())
                        .map(diff -> new Change(path(file), diff.lines().skip(2).toList(), note(file)))
                        .stream())
                .toList();
    }

    private String note(NarrowedFile file) {
        if (!file.reason().isEmpty()) {
            return "It is made of what was recorded, for " + file.reason() + ", and has no patch.";
        }
        if (file.rendering() != null) {
            return "It was rendered: the changes belong in its templates.";
        }
        return diff(file).isPresent() ? "" : "It has no patch, for other objects stand directly behind its changes.";
    }

    /** Returns the files of the directory by their path in it. */
    private Map<String, String> contents() {
        Map<String, String> contents = new LinkedHashMap<>();
        for (NarrowedFile file : policy.files()) {
            contents.put(path(file), file.text().after());
            String diff = file.rendering() == null ? "" : diff(file).orElse("");
            if (!diff.isEmpty()) {
                contents.put(path(file) + ".diff", diff);
            }
        }
        contents.put(README, readme());
        return contents;
    }

    private String readme() {
        StringBuilder readme = new StringBuilder("""
                # The narrowed policy

                These are the files of the policy under test without what no test exercised. `../narrowed-policy.diff` has the
                same as a patch: `git apply` or `patch -p1` take it in the root of the checkout. What Helm or kustomize
                rendered has a `.diff` beside it, whose changes belong in the templates.

                Only roles and bindings are here. Comments name the other objects of a file.

                A role or binding with nothing left has an empty list, so that applying the file takes the rights away.
                A rule allows each of its verbs on each of its resources. So one that stays may still allow more than was
                exercised, as `least-privilege.yaml` shows.
                """);
        for (NarrowedFile file : policy.files()) {
            if (!file.omitted().isEmpty()) {
                sentence(
                        readme,
                        "In ",
                        file,
                        " there is also what is not in this directory: "
                                + file.omitted().stream()
                                        .map(MarkdownText::code)
                                        .collect(Collectors.joining(", ")));
            }
            if (!file.reason().isEmpty()) {
                sentence(
                        readme, "", file, " is made of what was recorded, for " + file.reason() + ", and has no patch");
            } else if (diff(file).isEmpty()) {
                sentence(
                        readme,
                        "",
                        file,
                        " has no patch, for other objects stand on the lines of its changes, or directly"
                                + " behind them");
            }
        }
        policy.files().stream()
                .filter(file -> file.shared() > 0)
                .forEach(file -> sentence(
                        readme,
                        "In ",
                        file,
                        " stay as they are what anchors share: " + Counted.of(file.shared(), "list")));
        return readme.toString();
    }

    private void sentence(StringBuilder readme, String before, NarrowedFile file, String after) {
        readme.append('\n')
                .append(before)
                .append(MarkdownText.code(path(file)))
                .append(after)
                .append(".\n");
    }

    /** Whether the policy under test is itself what a report directory has. */
    boolean isIn(Path report) {
        Path directory = report.resolve(DIRECTORY).toAbsolutePath().normalize();
        return policy.files().stream().anyMatch(file -> file.path().startsWith(directory));
    }

    /** Writes the directory, and removes what is of an earlier run there. Without a policy there is none. */
    void write(Path report) throws IOException {
        Path directory = report.resolve(DIRECTORY);
        Map<String, String> contents = policy.files().isEmpty() ? Map.of() : contents();
        removeOthers(
                directory, contents.keySet().stream().map(directory::resolve).collect(Collectors.toSet()));
        for (Map.Entry<String, String> content : contents.entrySet()) {
            Path file = directory.resolve(content.getKey());
            requireOwn(directory, Objects.requireNonNull(file.getParent()));
            PrivateFiles.replace(file, out -> out.write(content.getValue().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Creates directories. What stands in their place, such as a link to elsewhere that an archive had, is removed. */
    private static void requireOwn(Path directory, Path parent) throws IOException {
        for (Path above = parent; above.startsWith(directory); above = Objects.requireNonNull(above.getParent())) {
            if (!Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(above);
            }
        }
        PrivateFiles.createDirectories(parent);
    }

    private static void removeOthers(Path directory, Set<Path> wanted) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> found;
        try (Stream<Path> all = Files.walk(directory)) {
            found = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : found) {
            boolean isNeeded = wanted.stream().anyMatch(file -> file.startsWith(path));
            if (!isNeeded) {
                Files.deleteIfExists(path);
            }
        }
    }
}
