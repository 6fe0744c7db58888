package dev.kubeuser.base.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A directory in which nobody but this user and those who administer the machine can change, plant or replace anything,
 * also not by replacing a directory above it. Whoever has one uses its {@link #path()}, and never again the path that led
 * to it.
 *
 * <p>On Linux and macOS that means:
 *
 * <ul>
 *   <li>The directory, and each above it up to the root, belongs to this user or to root.
 *   <li>Neither group nor others may write to any of them, except a group that has its owner alone. Those above may be
 *       sticky instead, as {@code /tmp} is: there, nobody can rename or remove what another user owns. The directory itself
 *       may not, because others could add to it.
 *   <li>A symbolic link in the path belongs to this user or to root. The directory itself is not a link.
 *   <li>A file in it is used only if it is a regular file with such an owner and mode: the directory may have been open
 *       once.
 * </ul>
 *
 * <p>On Windows, nobody but who may write to the user's home directory may own or write to the directory, the one in which
 * it was looked for, and files. Directories further up are not checked there.
 *
 * <p>Thread-safe.
 */
public final class OwnDirectory {

    private final Path path;
    private final Ownership ownership;

    private OwnDirectory(Path path, Ownership ownership) {
        this.path = path;
        this.ownership = ownership;
    }

    /**
     * Checks a directory that exists.
     *
     * @param above where it is; it holds nothing of ours but such directories, so it may be sticky
     * @param name its name
     * @throws NoSuchFileException if it or one above is missing
     * @throws NotOwnException if another user could change what is in it; says what is wrong, and what to do
     */
    public static OwnDirectory open(Path above, String name) throws IOException {
        return at(above, name, false, HostSystem.current());
    }

    /** As {@link #open(Path, String)}, and creates what is missing, for this user only. */
    public static OwnDirectory make(Path above, String name) throws IOException {
        return at(above, name, true, HostSystem.current());
    }

    static OwnDirectory at(Path above, String name, boolean create, HostSystem system) throws IOException {
        Path absolute = above.toAbsolutePath();
        Ownership ownership = Ownership.in(absolute, system);
        return new OwnDirectory(ownership.resolve(absolute, create), ownership).child(name, create);
    }

    /** As {@link #open(Path, String)}, for a directory in this one. */
    public OwnDirectory open(String name) throws IOException {
        return child(name, false);
    }

    /** As {@link #make(Path, String)}, for a directory in this one. */
    public OwnDirectory make(String name) throws IOException {
        return child(name, true);
    }

    private OwnDirectory child(String name, boolean create) throws IOException {
        Path child = path.resolve(name);
        if (create) {
            ownership.make(child);
        }
        ownership.requireDirectory(child);
        return new OwnDirectory(child, ownership);
    }

    /** {@return the absolute path, without links} */
    public Path path() {
        return path;
    }

    /**
     * {@return a file in it that nobody else may write to}
     *
     * @throws NoSuchFileException if it is missing
     * @throws NotOwnException if another user could change it, or if it is not a regular file
     */
    public Path file(String name) throws IOException {
        Path file = path.resolve(name);
        ownership.requireFile(file);
        return file;
    }

    /**
     * {@return the text of a file in it}
     *
     * @param name as for {@link #file}, which says when this fails
     * @param limit the most bytes that the file may have
     */
    public String read(String name, int limit) throws IOException {
        Path file = file(name);
        byte[] content;
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            content = in.readNBytes(limit + 1);
        }
        if (content.length > limit) {
            throw new NotOwnException(
                    file + " is larger than " + limit + " bytes, so kubeuser has not written it; remove it");
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    /** {@return a file in it, open for writing, and new if it was missing; to be closed} */
    public FileChannel write(String name) throws IOException {
        Path file = path.resolve(name);
        try {
            ownership.requireFile(file);
        } catch (NoSuchFileException missing) {
            // Opening makes it.
        }
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                OwnerOnly.file(path));
    }
}
