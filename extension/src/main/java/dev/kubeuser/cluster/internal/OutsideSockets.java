package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.PrivateFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The socket directories that a control plane creates outside its own directory if that path is too long for a socket's
 * address. The control plane leaves a file with the path of each, and removes them itself unless it is killed.
 */
final class OutsideSockets extends SimpleFileVisitor<Path> {

    private static final Path NOTE = Path.of("socket");
    private static final String PREFIX = "kubeuser-";

    private OutsideSockets() {}

    /** Removes those that files in a directory name. Other JVMs may remove it at the same time. */
    static void remove(Path directory) throws IOException {
        Files.walkFileTree(directory, new OutsideSockets());
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile() && file.endsWith(NOTE)) {
            try {
                removeNamed(Path.of(Files.readString(file)));
            } catch (NoSuchFileException removedMeanwhile) {
                return FileVisitResult.CONTINUE;
            }
        }
        return FileVisitResult.CONTINUE;
    }

    private static void removeNamed(Path place) throws IOException {
        if (String.valueOf(place.getFileName()).startsWith(PREFIX)) {
            PrivateFiles.deleteRecursively(place);
        }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        return unlessGone(failure);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
        return failure == null ? FileVisitResult.CONTINUE : unlessGone(failure);
    }

    private static FileVisitResult unlessGone(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }
}
