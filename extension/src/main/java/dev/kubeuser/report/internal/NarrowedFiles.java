package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.coverage.internal.analysis.NarrowedFile;
import dev.kubeuser.coverage.internal.analysis.NarrowedPolicy;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.manifest.internal.UnifiedDiff;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private List<NarrowedFile> written() {
        return policy.files().stream().filter(file -> file.text() != null).toList();
    }

    /** Returns the changes of files, for {@code patch -p1} and {@code git apply} in the root. */
    String diff() {
        return written().stream()
                .filter(file -> file.rendering() == null)
                .map(this::diff)
                .collect(Collectors.joining());
    }

    private String diff(NarrowedFile file) {
        return UnifiedDiff.of(path(file), Objects.requireNonNull(file.text()), file.rendering() != null);
    }

    /** Returns the files of the directory by their path in it. */
    private Map<String, String> contents() {
        Map<String, String> contents = new LinkedHashMap<>();
        for (NarrowedFile file : written()) {
            contents.put(path(file), Objects.requireNonNull(file.text()).after());
            String diff = file.rendering() == null ? "" : diff(file);
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

                A role or binding with nothing left has an empty list, so that applying the file takes the rights away.
                A rule allows each of its verbs on each of its resources. So one that stays may still allow more than was
                exercised, as `least-privilege.yaml` shows.
                """);
        policy.files().stream()
                .filter(file -> !file.reason().isEmpty())
                .forEach(file -> readme.append("\nLeft out is `")
                        .append(path(file))
                        .append("`: ")
                        .append(file.reason())
                        .append(".\n"));
        policy.files().stream()
                .filter(file -> file.shared() > 0)
                .forEach(file -> readme.append("\nIn `")
                        .append(path(file))
                        .append("` stay as they are what anchors share: ")
                        .append(Counted.of(file.shared(), "list"))
                        .append(".\n"));
        return readme.toString();
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
        for (Map.Entry<String, String> content : contents.entrySet()) {
            Path file = directory.resolve(content.getKey());
            PrivateFiles.createDirectories(Objects.requireNonNull(file.getParent()));
            PrivateFiles.replace(file, out -> out.write(content.getValue().getBytes(StandardCharsets.UTF_8)));
        }
        removeOthers(
                directory, contents.keySet().stream().map(directory::resolve).collect(Collectors.toSet()));
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
