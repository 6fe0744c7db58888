package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The objects of a Git repository, as the user's git reads them. Who wrote them has no say in how: no hook, no filter, no
 * attribute and no configuration of the user or the machine counts, and nothing is fetched.
 *
 * @param directory what git calls the repository: {@code .git}, or the file of that name in a worktree
 */
record GitRepository(Path directory) {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{40,64}");
    private static final int MEBIBYTE = 1024 * 1024;

    /** Of names: many more than repositories have. */
    private static final int LARGEST_LISTING = 128 * MEBIBYTE;

    private static final byte[] NO_INPUT = {};

    /**
     * An entry of a tree.
     *
     * @param mode for example {@code 100644}
     * @param id the object
     */
    record Entry(String mode, String id) {

        boolean isFile() {
            return mode.startsWith("100");
        }

        boolean isLink() {
            return mode.equals("120000");
        }
    }

    /** Opens where the content of a file goes. */
    interface Target {
        OutputStream open(String name) throws IOException;
    }

    /**
     * Finds the tree of a revision.
     *
     * @throws ManifestException if there is none
     */
    String tree(String revision) {
        String what = "the revision " + Printable.text(revision);
        try {
            String id = git("rev-parse", "--verify", "--quiet", revision + "^{tree}")
                    .run(RenderingTool.Task.READ, what, NO_INPUT, TextFile.LARGEST, TextFile::read)
                    .strip();
            if (ID.matcher(id).matches()) {
                return id;
            }
        } catch (RenderingTool.MissingProgram missing) {
            throw withoutGit(missing);
        } catch (ManifestException unknown) {
            throw new ManifestException(unknownRevision(revision), unknown);
        }
        throw new ManifestException(unknownRevision(revision));
    }

    private static String unknownRevision(String revision) {
        return "There is no revision \"" + Printable.text(revision)
                + "\" in the repository: is it fetched? A shallow clone has few; nothing is fetched here";
    }

    /**
     * Lists the files of a tree, and of those in it, by their names.
     *
     * @throws ManifestException if a name is there twice, as in no tree that git writes: which of the two counts?
     */
    NavigableMap<String, Entry> files(String tree) {
        return run(
                List.of("ls-tree", "-r", "-z", "--full-tree", tree), NO_INPUT, LARGEST_LISTING, GitRepository::entries);
    }

    private static NavigableMap<String, Entry> entries(InputStream listing) throws IOException {
        NavigableMap<String, Entry> entries = new TreeMap<>();
        byte[] bytes = listing.readNBytes(LARGEST_LISTING + 1);
        if (bytes.length > LARGEST_LISTING) {
            throw new IOException("its list of files is larger than " + LARGEST_LISTING / MEBIBYTE + " MiB");
        }
        int begin = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == 0) {
                int tab = begin;
                while (tab < end && bytes[tab] != '\t') {
                    tab++;
                }
                String[] words = new String(bytes, begin, tab - begin, StandardCharsets.US_ASCII).split(" ", -1);
                if (words.length != 3) {
                    throw new IOException("git did not print a list of files");
                }
                String name = name(ByteBuffer.wrap(bytes, tab + 1, end - tab - 1));
                if (entries.put(name, new Entry(words[0], words[2])) != null) {
                    throw new IOException("its tree has two entries " + Printable.name(name));
                }
                begin = end + 1;
            }
        }
        return entries;
    }

    /** A name that is not UTF-8 gets a backslash for each odd byte: it stays another name, and no file may have it. */
    private static String name(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException notUtf8) {
            StringBuilder name = new StringBuilder();
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                name.append(next < 0 ? "\\x%02x".formatted(next) : Character.toString(next));
            }
            return name.toString();
        }
    }

    /**
     * Copies files.
     *
     * @param files their objects by name
     * @param largest how many bytes they may have together
     * @param target where each goes
     * @return how many bytes they have together
     */
    long copy(Map<String, Entry> files, long largest, Target target) {
        List<String> names = new ArrayList<>(files.keySet());
        StringBuilder asked = new StringBuilder();
        files.values().forEach(file -> asked.append(file.id()).append('\n'));
        return run(
                List.of("cat-file", "--batch"),
                asked.toString().getBytes(StandardCharsets.US_ASCII),
                largest + LARGEST_LISTING,
                output -> {
                    InputStream in = new BufferedInputStream(output);
                    long left = largest;
                    for (String name : names) {
                        long size = size(line(in), name);
                        left -= size;
                        if (left < 0) {
                            throw new IOException("its files are larger than " + largest / MEBIBYTE + " MiB together");
                        }
                        try (OutputStream out = target.open(name)) {
                            copy(in, size, out);
                        }
                        if (in.read() != '\n') {
                            throw new EOFException("git ended too early");
                        }
                    }
                    return largest - left;
                });
    }

    private static void copy(InputStream in, long size, OutputStream out) throws IOException {
        long left = size;
        while (left > 0) {
            byte[] some = in.readNBytes((int) Math.min(left, MEBIBYTE));
            if (some.length == 0) {
                throw new EOFException("git ended too early");
            }
            out.write(some);
            left -= some.length;
        }
    }

    /** Of a header such as {@code 1f7a7a4 blob 12}. */
    private static long size(String header, String name) throws IOException {
        String[] words = header.split(" ", -1);
        if (words.length != 3 || !words[1].equals("blob")) {
            throw new IOException(Printable.name(name) + " is not in this clone: " + Printable.text(header));
        }
        return Long.parseLong(words[2]);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("git ended too early");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    private <T> T run(List<String> command, byte[] input, long largest, RenderingTool.Output<T> output) {
        try {
            return git(command.toArray(String[]::new))
                    .run(RenderingTool.Task.READ, "the repository", input, largest, output);
        } catch (RenderingTool.MissingProgram missing) {
            throw withoutGit(missing);
        }
    }

    /** With the repository named, git neither searches for another one nor asks who owns this one. */
    private RenderingTool git(String... command) {
        List<String> line = new ArrayList<>(List.of(
                HostSystem.current().find("git"),
                "--no-pager",
                "--no-replace-objects",
                "--no-optional-locks",
                "--git-dir=" + directory,
                "-c",
                "core.fsmonitor=false",
                "-c",
                "core.hooksPath=" + HostSystem.current().nullDevice()));
        line.addAll(List.of(command));
        return new RenderingTool("git", line, RenderingTool.TIMEOUT);
    }

    private static ManifestException withoutGit(RenderingTool.MissingProgram missing) {
        return new ManifestException(
                "A revision can be read only by git, which is not on the PATH: install it", missing);
    }
}
