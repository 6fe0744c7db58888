package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.OwnDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory for a socket that a control plane creates in the temporary directory if its own path is too long for a
 * socket's address. A file in its own directory says where. The control plane removes both, unless it is killed.
 *
 * <p>That file is not simply believed: what it names counts only if it is in a temporary directory, if only this user may
 * enter it, and if it holds nothing but sockets.
 */
public final class OutsideSockets {

    private static final System.Logger LOG = System.getLogger(OutsideSockets.class.getName());

    private static final String PREFIX = "kubeuser-";
    private static final int LONGEST_PATH = 4096;

    private OutsideSockets() {}

    /** {@return whether a path leads into such a directory} */
    public static boolean hold(String socket) {
        try {
            return find(Path.of(socket).getParent()).isPresent();
        } catch (IOException | InvalidPathException notOne) {
            return false;
        }
    }

    /** Removes the one that a control plane left. Other JVMs may do so at the same time. */
    static void remove(Path directory) {
        try {
            String note = OwnDirectory.open(directory, "lifeline").read("socket", LONGEST_PATH);
            Optional<Path> place = find(Path.of(note));
            if (place.isPresent()) {
                for (Path socket : content(place.get())) {
                    Files.deleteIfExists(socket);
                }
                Files.deleteIfExists(place.get());
            }
        } catch (NoSuchFileException none) {
            return;
        } catch (IOException | InvalidPathException notOne) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: no socket outside of " + directory + " is removed", notOne);
        }
    }

    /** Looks for the name in a temporary directory, and takes no path from the note. */
    private static Optional<Path> find(@Nullable Path named) throws IOException {
        if (named == null
                || !named.isAbsolute()
                || !String.valueOf(named.getFileName()).startsWith(PREFIX)) {
            return Optional.empty();
        }
        for (Path temporary : temporaryDirectories()) {
            if (Files.isSameFile(temporary, Objects.requireNonNull(named.getParent()))) {
                Path place = OwnDirectory.open(temporary, String.valueOf(named.getFileName()))
                        .path();
                return isPrivate(place) && content(place).stream().allMatch(OutsideSockets::isSocket)
                        ? Optional.of(place)
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** On Windows, the list of a user's temporary directory is inherited. */
    private static boolean isPrivate(Path place) throws IOException {
        return !place.getFileSystem().supportedFileAttributeViews().contains("posix")
                || Files.getPosixFilePermissions(place).equals(PosixFilePermissions.fromString("rwx------"));
    }

    private static List<Path> content(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.toList();
        }
    }

    /** Neither a file nor a directory nor a link. Java knows no more of it. */
    private static boolean isSocket(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        } catch (IOException gone) {
            return false;
        }
    }

    /** Those of this JVM and of the program, which differ if a build sets that of its JVMs. */
    private static List<Path> temporaryDirectories() {
        HostSystem system = HostSystem.current();
        return Stream.of(system.temporary().toString(), system.environment().apply("TMPDIR"), "/tmp")
                .filter(Objects::nonNull)
                .map(Path::of)
                .filter(Files::isDirectory)
                .toList();
    }
}
