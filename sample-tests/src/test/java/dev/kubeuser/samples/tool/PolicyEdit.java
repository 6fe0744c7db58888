// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An edit of a policy's files, as somebody might make it by mistake.
 *
 * @param file which, in the directory of the policy
 * @param before the text that is edited, which stands there once
 * @param after what stands there then
 */
public record PolicyEdit(String file, String before, String after) {

    /**
     * Copies a policy, and edits the copy.
     *
     * @param policy the directory of its files
     * @param copy an empty directory
     * @throws IOException if a file cannot be read or written
     */
    public void copy(Path policy, Path copy) throws IOException {
        for (Path each : files(policy)) {
            String text = Files.readString(each);
            Path target = copy.resolve(each.getFileName());
            Files.writeString(target, each.endsWith(file) ? edited(text) : text);
        }
    }

    private static List<Path> files(Path policy) throws IOException {
        try (Stream<Path> files = Files.list(policy)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private String edited(String text) {
        int first = text.indexOf(before);
        if (first < 0 || text.indexOf(before, first + 1) >= 0) {
            throw new IllegalArgumentException(file + " does not have this once: " + before);
        }
        return text.replace(before, after);
    }
}
