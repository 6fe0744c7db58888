// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A private directory for as long as something needs it. It is removed when it is closed, or when the JVM is asked to
 * end before that, because its content may be secret. The programs that work in it end before it goes. Thread-safe.
 */
public final class TemporaryDirectory implements AutoCloseable {

    private final Path path;
    private final List<Process> programs = new ArrayList<>();
    private final Thread rescue = new Thread(this::abandon, "kubeuser-temporary-directory");
    private boolean isRemoved;

    private TemporaryDirectory(Path path) {
        this.path = path;
    }

    /**
     * Creates a directory with a unique name in that for temporary files, which may be missing.
     *
     * @throws IOException if it cannot be created, or the JVM is ending
     */
    public static TemporaryDirectory create(String prefix) throws IOException {
        Path temporary = HostSystem.current().temporary();
        PrivateFiles.createDirectories(temporary);
        TemporaryDirectory directory = new TemporaryDirectory(PrivateFiles.createDirectory(temporary, prefix));
        try {
            Runtime.getRuntime().addShutdownHook(directory.rescue);
        } catch (IllegalStateException late) {
            PrivateFiles.deleteRecursively(directory.path);
            throw new IOException("this JVM was told to end", late);
        }
        return directory;
    }

    public Path path() {
        return path;
    }

    /**
     * Starts a program, which is ended before the directory is removed. The directory stays while the program starts.
     *
     * @throws IOException if it cannot be started, or the directory has been removed
     */
    public synchronized Process start(ProcessBuilder program) throws IOException {
        if (isRemoved) {
            throw new IOException("the directory " + path + " has been removed");
        }
        Process process = Programs.start(program);
        programs.add(process);
        return process;
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(rescue);
        } catch (IllegalStateException late) {
            // The rescue does the same at this moment.
        }
        remove();
    }

    private synchronized void remove() throws IOException {
        isRemoved = true;
        programs.forEach(Programs::end);
        PrivateFiles.deleteRecursively(path);
    }

    /** Files that cannot be removed then stay private, and nothing is left to report them. */
    private void abandon() {
        try {
            remove();
        } catch (IOException stays) {
            return;
        }
    }
}
