// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files of this project beside the module whose tests run. */
public final class SourceTree {

    private SourceTree() {}

    /**
     * {@return a file or folder of the project}
     *
     * @param path its path from the project's top level, as in {@code docs/report.md}
     */
    public static Path file(String path) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("mkdocs.yml"))) {
                return folder.resolve(path);
            }
        }
        throw new IllegalStateException(Path.of("").toAbsolutePath() + " is not in the source tree of kubeuser");
    }
}
