// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of a directory on the command line. */
final class DirectoryName {

    private DirectoryName() {}

    /**
     * {@return the directory, which may be missing}
     *
     * @throws IllegalArgumentException if the name is empty, not a path, or that of something else
     */
    static Path parse(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a directory is needed, and the name is empty");
        }
        Path directory = Path.of(name);
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IllegalArgumentException(Printable.text(name) + " is not a directory");
        }
        return directory;
    }

    /**
     * {@return a directory to write to}
     *
     * @throws IllegalArgumentException as above, or if it is a link, which a pull request may have committed
     */
    static Path parseWritten(String name) {
        Path directory = parse(name);
        if (Files.isSymbolicLink(directory)) {
            throw new IllegalArgumentException(Printable.text(name) + " is a link, and what it leads to could be"
                    + " elsewhere: name the directory itself, or remove the link");
        }
        return directory;
    }
}
