package dev.kubeuser.base.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;

/** Ownership by owner and mode, checked from the root down, as ssh and sudo do it. */
final class UnixOwnership extends Ownership {

    private static final int ROOT = 0;
    private static final int MOST_LINKS = 40;

    /** Found out when a file is not root's; negative before. */
    private int self = -1;

    /**
     * Follows links itself, and only those that belong to this user or to root and are in a checked directory: nobody
     * else can then change where the path leads.
     */
    @Override
    Path resolve(Path directory, boolean create) throws IOException {
        Path root = Objects.requireNonNull(directory.getRoot());
        requireAbove(root, Entry.at(root));
        Path real = root;
        Deque<Path> names = new ArrayDeque<>();
        directory.forEach(names::add);
        int links = 0;
        while (!names.isEmpty()) {
            Path next = real.resolve(names.pop()).normalize();
            Entry entry = create ? Entry.make(next) : Entry.at(next);
            if (!entry.isLink()) {
                requireAbove(next, entry);
                real = next;
                continue;
            }
            requireOwner(next, entry);
            if (++links > MOST_LINKS) {
                throw new FileSystemLoopException(next.toString());
            }
            Path target = Files.readSymbolicLink(next);
            for (int i = target.getNameCount() - 1; i >= 0; i--) {
                names.push(target.getName(i));
            }
            real = target.isAbsolute() ? root : real;
        }
        return real;
    }

    /** In a sticky directory, others can make files of their own, but neither rename nor remove ours. */
    private void requireAbove(Path directory, Entry entry) throws IOException {
        requireOwner(directory, entry);
        if (!entry.isDirectory()) {
            throw new NotOwnException(directory + " is not a directory");
        }
        if (!entry.isSticky()) {
            requireClosed(directory, entry);
        }
    }

    @Override
    void make(Path directory) throws IOException {
        Entry.make(directory);
    }

    @Override
    void require(Path place) throws IOException {
        Entry entry = Entry.at(place);
        requireOwner(place, entry);
        if (!entry.isLink()) {
            requireClosed(place, entry);
        }
    }

    private void requireOwner(Path place, Entry entry) throws IOException {
        if (entry.owner() != ROOT && entry.owner() != self()) {
            throw new NotOwnException(
                    place + " belongs to another user, " + ownerOf(place) + ", who could replace what is there");
        }
    }

    private static void requireClosed(Path place, Entry entry) throws IOException {
        if (entry.isOpen()) {
            throw new NotOwnException(
                    "others may write to " + place + " and could replace what is there; run chmod go-w on it");
        }
    }

    /** The user of this process owns the files that it creates. */
    private int self() throws IOException {
        if (self < 0) {
            Path probe = Files.createTempFile("kubeuser", "");
            try {
                self = Entry.at(probe).owner();
            } finally {
                Files.deleteIfExists(probe);
            }
        }
        return self;
    }

    private static String ownerOf(Path place) throws IOException {
        return Files.getOwner(place, LinkOption.NOFOLLOW_LINKS).getName();
    }

    /** What is at a path; a link is not followed. */
    private record Entry(int owner, int group, int mode) {

        private static final int TYPE = 0xF000;
        private static final int LINK = 0xA000;
        private static final int DIRECTORY = 0x4000;
        private static final int STICKY = 0x200;
        private static final int GROUP_WRITE = 0b010_000;
        private static final int OTHERS_WRITE = 0b010;

        static Entry at(Path place) throws IOException {
            try {
                Map<String, Object> found = Files.readAttributes(place, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
                return new Entry(number(found, "uid"), number(found, "gid"), number(found, "mode"));
            } catch (AccessDeniedException closed) {
                throw mayNot("enter", place);
            }
        }

        private static int number(Map<String, Object> attributes, String name) {
            return (Integer) Objects.requireNonNull(attributes.get(name));
        }

        /** Makes a directory there if there is nothing. */
        static Entry make(Path place) throws IOException {
            try {
                return at(place);
            } catch (NoSuchFileException missing) {
                try {
                    PrivateFiles.createIfMissing(place);
                } catch (AccessDeniedException closed) {
                    throw mayNot("write to", place);
                }
                return at(place);
            }
        }

        private static NotOwnException mayNot(String what, Path place) throws IOException {
            Path above = Objects.requireNonNullElse(place.getParent(), place);
            return new NotOwnException(
                    "this user may not " + what + " " + above + ", which belongs to " + ownerOf(above));
        }

        boolean isLink() {
            return (mode & TYPE) == LINK;
        }

        boolean isDirectory() {
            return (mode & TYPE) == DIRECTORY;
        }

        boolean isSticky() {
            return (mode & STICKY) != 0;
        }

        boolean isOpen() throws IOException {
            return (mode & OTHERS_WRITE) != 0
                    || ((mode & GROUP_WRITE) != 0 && !new PrivateGroup(group, owner).isPrivate());
        }
    }
}
