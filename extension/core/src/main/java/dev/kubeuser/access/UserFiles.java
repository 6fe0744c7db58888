// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import dev.kubeuser.base.internal.Daemon;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.credential.internal.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one user's files, created with the first file. Once this is closed or the cluster has ended, it
 * writes nothing more: nobody would remove that. Thread-safe.
 */
final class UserFiles implements AutoCloseable {

    /** A file name may have 255 bytes; a user name may have many more. */
    private static final int LONGEST_PREFIX = 60;

    /** Much shorter than a fifth of the shortest life of a token, 600 seconds. */
    private static final Duration PERIOD = Duration.ofSeconds(15);

    /** As long as one request may take. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Path parent;
    private final Duration period;
    private final String userName;
    private final String prefix;
    private @Nullable Path directory;
    private @Nullable ScheduledExecutorService writer;
    private boolean closed;

    /** Below the directory of the user's cluster. */
    UserFiles(Path ofCluster, String userName) {
        this(ofCluster, userName, PERIOD);
    }

    UserFiles(Path ofCluster, String userName, Duration period) {
        this.parent = ofCluster.resolve("users");
        this.period = period;
        this.userName = userName;
        String legible = userName.replaceAll("[^A-Za-z0-9]+", "-");
        this.prefix = legible.substring(0, Math.min(legible.length(), LONGEST_PREFIX)) + "-";
    }

    synchronized Path write(String name, String content) {
        try {
            Path file = directory().resolve(name);
            return Files.exists(file) ? file : PrivateFiles.write(file, content);
        } catch (IOException failure) {
            throw new UncheckedIOException("The file " + name + " could not be written in " + this, failure);
        }
    }

    /**
     * Writes a file and rewrites it whenever its content changes, until this is closed. Readers see the old content or
     * the new.
     */
    synchronized Path keepCurrent(String name, Supplier<String> content) {
        try {
            Path file = directory().resolve(name);
            if (!Files.exists(file)) {
                CurrentFile current = new CurrentFile(file, content);
                current.write();
                Future<?> unused = writer().scheduleWithFixedDelay(
                                current, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
            }
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException("The file " + name + " could not be written in " + this, failure);
        }
    }

    private ScheduledExecutorService writer() {
        ScheduledExecutorService existing = writer;
        if (existing == null) {
            existing = Executors.newSingleThreadScheduledExecutor(task -> Daemon.of("kubeuser-file-writer", task));
            writer = existing;
        }
        return existing;
    }

    private Path directory() throws IOException {
        if (closed) {
            throw new IllegalStateException("The access as " + userName
                    + " is closed, and its files are removed: ask for a file while the access is open");
        }
        Path existing = directory;
        if (existing == null) {
            PrivateFiles.createIfMissing(parent);
            existing = PrivateFiles.createDirectory(parent, prefix);
            directory = existing;
        }
        return existing;
    }

    @Override
    public synchronized void close() {
        closed = true;
        stopWriting();
        Path existing = directory;
        directory = null;
        if (existing != null) {
            delete(existing);
        }
    }

    /** Waits for a write in progress, which would otherwise recreate what is deleted. */
    private void stopWriting() {
        ScheduledExecutorService running = writer;
        writer = null;
        if (running == null) {
            return;
        }
        running.shutdown();
        try {
            running.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path directory) {
        try {
            PrivateFiles.deleteRecursively(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    directory + " contains a private key and could not be removed: remove it by hand", failure);
        }
    }

    @Override
    public synchronized String toString() {
        return String.valueOf(directory == null ? parent : directory);
    }

    /** A file that is replaced when its content has changed. */
    private static final class CurrentFile implements Runnable {

        private static final System.Logger LOG = System.getLogger(CurrentFile.class.getName());

        private final Path file;
        private final Supplier<String> content;
        private @Nullable Secret written;

        CurrentFile(Path file, Supplier<String> content) {
            this.file = file;
            this.content = content;
        }

        void write() throws IOException {
            Secret current = new Secret(content.get());
            if (!current.equals(written)) {
                PrivateFiles.replace(file, out -> out.write(current.reveal().getBytes(StandardCharsets.UTF_8)));
                written = current;
            }
        }

        /** Tries again the next time: an exception would end the schedule. */
        @Override
        public void run() {
            try {
                write();
            } catch (IOException | RuntimeException failure) {
                LOG.log(System.Logger.Level.WARNING, "kubeuser: " + file + " is not current: " + failure.getMessage());
            }
        }
    }
}
