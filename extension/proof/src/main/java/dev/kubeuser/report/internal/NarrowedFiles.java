// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.EditedText.UnifiedDiff;
import dev.kubeuser.analysis.internal.NarrowedPolicy;
import dev.kubeuser.analysis.internal.NarrowedPolicy.NarrowedFile;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The narrowed policy in the report: what changes in the policy's files. Paths begin at the root of the checkout.
 *
 * @param policy the narrowed policy
 * @param root the root of the checkout
 */
public record NarrowedFiles(NarrowedPolicy policy, Path root) {

    public static NarrowedFiles of(NarrowedPolicy policy) {
        return new NarrowedFiles(policy, ModuleDirectory.current().root());
    }

    /** Of a file outside of the checkout, from the root of the file system. */
    private String path(NarrowedFile file) {
        Path from = file.path().startsWith(root) ? root : file.path().getRoot();
        String path = from.relativize(file.path()).toString().replace('\\', '/');
        return file.rendering() == null ? path : path + " (" + Printable.text(file.rendering()) + ")";
    }

    /** Returns the changes of files, for {@code patch -p1} and {@code git apply} in the root. */
    public String diff() {
        return policy.files().stream()
                .filter(file -> file.rendering() == null)
                .flatMap(file -> diff(file, false).stream())
                .collect(Collectors.joining());
    }

    /**
     * Returns empty if the changes cannot be described without other objects; programs need more context than people.
     */
    private Optional<String> diff(NarrowedFile file, boolean isForPeople) {
        return UnifiedDiff.of(path(file), file.text(), file.others(), isForPeople);
    }

    /**
     * A file that changes.
     *
     * @param path its path
     * @param lines the lines of its changes, each hunk below its range
     * @param note what to know before the patch is applied, as a sentence; or empty
     */
    public record Change(String path, List<Line> lines, String note) {

        /** A line of the file or the range of a hunk, and the sign before it. */
        public record Line(String sign, String text) {
            static Line of(String line) {
                return new Line(line.substring(0, 1), line.substring(1));
            }
        }
    }

    /** Returns the changes in each file, for people to read, even where there can be no patch. */
    public List<Change> changes() {
        return policy.files().stream()
                .flatMap(file -> diff(file, true)
                        .filter(diff -> !diff.isEmpty() || !file.reason().isEmpty())
                        .map(diff -> new Change(
                                path(file),
                                diff.lines().skip(2).map(Change.Line::of).toList(),
                                note(file)))
                        .stream())
                .toList();
    }

    private String note(NarrowedFile file) {
        if (!file.reason().isEmpty()) {
            return "It has no patch, for " + file.reason() + ".";
        }
        String patch = diff(file, false).isPresent()
                ? ""
                : "It has no patch, for other objects stand directly behind its changes.";
        String shared = file.shared() == 0
                ? ""
                : " " + Counted.of(file.shared(), "list") + " that anchors share stay as they are.";
        return ((file.rendering() == null ? patch : "It was rendered: the changes belong in its templates.") + shared)
                .strip();
    }
}
