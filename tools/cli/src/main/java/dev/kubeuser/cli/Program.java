// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.Printable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * A program of this machine, as a command line names it.
 *
 * @param name a name on the {@code PATH}, or a path
 */
record Program(String name) {

    /**
     * Requires that it can be started.
     *
     * @param what what it is for, as in {@code to render the chart}
     * @throws IllegalArgumentException if there is none
     */
    void require(String what) {
        if (!isThere()) {
            throw new IllegalArgumentException("there is no program \"" + Printable.text(name) + "\" " + what + ": "
                    + (isPath() ? "no file of this name can be executed" : "it is not on the PATH"));
        }
    }

    private boolean isPath() {
        return name.contains("/") || name.contains(File.separator);
    }

    private boolean isThere() {
        try {
            String found = HostSystem.current().find(name);
            return (isPath() || !found.equals(name))
                    ? isExecutable(Path.of(found))
                    : Arrays.stream(Objects.requireNonNullElse(System.getenv("PATH"), "")
                                    .split(File.pathSeparator))
                            .anyMatch(directory -> isExecutable(Path.of(directory, name)));
        } catch (InvalidPathException impossible) {
            return false;
        }
    }

    private static boolean isExecutable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** {@return the name without its directory: arguments may hold secrets, so they are shown nowhere} */
    @Override
    public String toString() {
        return Printable.text(String.valueOf(Path.of(name).getFileName()));
    }
}
