package dev.kubeuser.access;

import dev.kubeuser.base.internal.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directory of one user's files, created with the first file. Thread-safe. */
final class UserFiles implements AutoCloseable {

    /** A file name may have 255 bytes; a user name may have many more. */
    private static final int LONGEST_PREFIX = 60;

    private final Path parent;
    private final String prefix;
    private @Nullable Path directory;

    UserFiles(Path parent, String userName) {
        this.parent = parent;
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

    private Path directory() throws IOException {
        Path existing = directory;
        if (existing == null) {
            existing = PrivateFiles.createDirectory(parent, prefix);
            directory = existing;
        }
        return existing;
    }

    @Override
    public synchronized void close() {
        Path existing = directory;
        directory = null;
        if (existing != null) {
            delete(existing);
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
}
