// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.TemporaryDirectory;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.internal.MissingSource;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a revision, as the user's git reads them from the repository around the working directory. They come
 * into a private directory when they are needed. Their authors decide nothing but their content: hooks, filters,
 * attributes and the configuration of the user and the machine are ignored, and nothing is fetched. That is why git
 * prints them: what it checks out is changed by attributes, which not every git can leave out. Links are not followed,
 * submodules are not entered, and all that lies outside of the repository stays there.
 */
final class GitTree extends SourceDirectory {

    /** Marks a source of manifests as one at a revision. */
    static final String PREFIX = "git:";

    private static final String DIRECTORY = ".git";
    private static final Path DIRECTORY_OF_ROOT = Path.of("root");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{40,64}");
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int MAX_FILES = 20_000;
    private static final long LARGEST = 256L * MEBIBYTE;

    /** The largest list of names: many more than repositories have. */
    private static final int LARGEST_LISTING = 128 * MEBIBYTE;

    /** The character behind the slash. */
    private static final char AFTER_SLASH = '/' + 1;

    /** What no name of a file may be, or hold where a backslash separates. */
    private static final Pattern UNUSABLE = Pattern.compile("|\\.|\\.\\.|(?i:\\.git)|.*[\\\\\\x00].*", Pattern.DOTALL);

    private static final Pattern ALL = Pattern.compile(".*", Pattern.DOTALL);
    private static final Pattern NOT_ASCII = Pattern.compile("[\\x80-\\xff]");

    private final Git git;
    private final String revision;
    private final String tree;
    private final Path root;
    private final NavigableMap<String, Entry> files;
    private final Set<Part> asked = new HashSet<>();
    private final Set<String> provided = new HashSet<>();
    private long left = LARGEST;

    /** An entry of a tree, with a mode such as {@code 100644}, and its object. */
    private record Entry(String mode, String id) {

        boolean isFile() {
            return mode.startsWith("100");
        }

        boolean isLink() {
            return mode.equals("120000");
        }
    }

    /**
     * A part of the tree.
     *
     * @param name a file or a directory; empty for the root
     * @param depth on how many levels of directories
     * @param names the names of files that are not left out, unless one has the name of the part
     */
    private record Part(String name, int depth, Pattern names) {

        boolean has(String file) {
            return file.equals(name)
                    || (isDeepEnough(file) && names.matcher(file).matches());
        }

        /** Whether a file or submodule below it is on one of its levels. */
        boolean isDeepEnough(String file) {
            String below = name.isEmpty() ? file : file.substring(name.length() + 1);
            return below.chars().filter(character -> character == '/').count() < depth;
        }
    }

    /** Git in a repository: {@code .git}, or the file of that name in a worktree. */
    private record Git(Path directory) {

        /** With the repository named, git neither searches for another one nor asks who owns this one. */
        <T> T run(String what, String input, long largest, RenderingTool.Output<T> output, String... command) {
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
            try {
                return new RenderingTool("git", line, RenderingTool.TIMEOUT)
                        .run(RenderingTool.Task.READ, what, input.getBytes(StandardCharsets.US_ASCII), largest, output);
            } catch (RenderingTool.MissingProgram missing) {
                throw new ManifestException(
                        "A revision can be read only by git, which is not on the PATH: install it", missing);
            }
        }
    }

    private GitTree(Git git, String revision, String tree, Path root, Path start) {
        super(start);
        this.git = git;
        this.revision = revision;
        this.tree = tree;
        this.root = root;
        this.files = git.run(
                "the repository", "", LARGEST_LISTING, GitTree::entries, "ls-tree", "-r", "-z", "--full-tree", tree);
    }

    /**
     * Reads a source at a revision, from the directory of the repository that the working directory is.
     *
     * @param text for example {@code git:main:deploy/rbac/}
     * @param here the working directory
     * @param reader reads a source in a directory
     * @throws ManifestException if there is no such revision or source, or if it must not be read; the cause is a
     *     {@link MissingSource} with the text if the revision has nothing there
     */
    static List<SourceFile> read(String text, Path here, BiFunction<String, GitTree, List<SourceFile>> reader) {
        String shown = Printable.text(text);
        String rest = text.substring(PREFIX.length());
        int end = rest.indexOf(':');
        String revision = end < 0 ? rest : rest.substring(0, end);
        String source = end < 0 ? "" : rest.substring(end + 1);
        if (revision.isBlank() || source.isBlank()) {
            throw new ManifestException(shown + " names no source at a revision: write it as in git:main:deploy/rbac/");
        }
        if (revision.startsWith("-")) {
            throw new ManifestException(
                    shown + ": a revision cannot begin with a hyphen: \"" + Printable.text(revision) + "\"");
        }
        if (ManifestSources.isElsewhere(source)) {
            throw new ManifestException(
                    Printable.text(text + ": " + source) + " is not in a repository, so it has no revision");
        }
        Path root = Stream.iterate(here, above -> above != null, Path::getParent)
                .filter(above -> Files.exists(above.resolve(DIRECTORY)))
                .findFirst()
                .orElseThrow(() ->
                        new ManifestException(shown + " cannot be read: there is no Git repository around " + here));
        Git git = new Git(root.resolve(DIRECTORY));
        String tree = tree(git, revision);
        try (TemporaryDirectory directory = TemporaryDirectory.create("kubeuser-git-")) {
            // A chart takes the name of its directory, which may be this one.
            Path checkout = directory
                    .path()
                    .toRealPath()
                    .resolve(Objects.requireNonNullElse(root.getFileName(), DIRECTORY_OF_ROOT));
            Path start = checkout.resolve(root.relativize(here)).normalize();
            PrivateFiles.createDirectories(start);
            return new GitTree(git, revision, tree, checkout, start).read(text, source, reader);
        } catch (IOException failure) {
            throw new ManifestException(shown + " could not be checked out: " + failure.getMessage(), failure);
        }
    }

    private static String tree(Git git, String revision) {
        String unknown = "There is no revision \"" + Printable.text(revision)
                + "\" in the repository: is it fetched? A shallow clone has few; nothing is fetched here";
        String[] command = {"rev-parse", "--verify", "--quiet", revision + "^{tree}"};
        String id;
        try {
            id = git.run("the revision " + Printable.text(revision), "", TextFile.LARGEST, TextFile::read, command)
                    .strip();
        } catch (ManifestException failure) {
            throw failure.getCause() instanceof RenderingTool.MissingProgram
                    ? failure
                    : new ManifestException(unknown, failure);
        }
        if (!ID.matcher(id).matches()) {
            throw new ManifestException(unknown);
        }
        return id;
    }

    /** The entries by name. A name that occurs twice is an error: git writes no such tree. */
    private static NavigableMap<String, Entry> entries(InputStream listing) throws IOException {
        byte[] bytes = listing.readNBytes(LARGEST_LISTING + 1);
        if (bytes.length > LARGEST_LISTING) {
            throw new IOException("its list of files is larger than " + LARGEST_LISTING / MEBIBYTE + " MiB");
        }
        NavigableMap<String, Entry> entries = new TreeMap<>();
        int begin = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == 0) {
                String[] line = new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1).split("\t", 2);
                String[] words = line[0].split(" ", -1);
                if (line.length != 2 || words.length != 3) {
                    throw new IOException("git did not print a list of files");
                }
                String name = name(line[1]);
                if (entries.put(name, new Entry(words[0], words[2])) != null) {
                    throw new IOException("its tree has two entries " + Printable.name(name));
                }
                begin = end + 1;
            }
        }
        return entries;
    }

    /** A name that is not UTF-8 gets a backslash for each odd byte: it stays another name, and no file may have it. */
    private static String name(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return NOT_ASCII
                    .matcher(bytes)
                    .replaceAll(odd -> Matcher.quoteReplacement(
                            "\\x%02x".formatted((int) odd.group().charAt(0))));
        }
    }

    /** Messages name files as the repository does. */
    private List<SourceFile> read(String text, String source, BiFunction<String, GitTree, List<SourceFile>> reader) {
        String shown = Printable.text(text);
        try {
            return reader.apply(source, this);
        } catch (ManifestException failure) {
            String message = String.valueOf(failure.getMessage())
                    .replace(path() + "/", "")
                    .replace(root + "/", "")
                    .replace(path().toString(), where())
                    .replace(root.toString(), where());
            throw new ManifestException(
                    message.startsWith(shown + ":") ? message : shown + ": " + message,
                    hasNothingAsked() || isMissing(source, failure) ? new MissingSource(text) : failure);
        }
    }

    private static boolean isMissing(String source, ManifestException failure) {
        return failure.getCause() instanceof MissingSource missing
                && missing.source().equals(source);
    }

    private boolean hasNothingAsked() {
        return !asked.isEmpty()
                && asked.stream().allMatch(part -> below(part.name()).isEmpty());
    }

    @Override
    String where() {
        return (path().equals(root) ? "the root" : name(root, path())) + " of the revision " + Printable.text(revision);
    }

    @Override
    Path top() {
        return root;
    }

    /** The directory is another one each time that a revision is read. */
    @Override
    Object identity(Path file) {
        return List.of(tree, inRepository(file));
    }

    @Override
    void provide(Path file) {
        provide(file, Integer.MAX_VALUE, ALL);
    }

    @Override
    void provide(Path file, int depth, Pattern names) {
        provide(new Part(inRepository(file), depth, names));
    }

    private void provide(Part part) {
        requireNoLinkOnTheWay(part.name());
        if (!asked.add(part)) {
            return;
        }
        if (!files.containsKey(part.name()) && !below(part.name()).isEmpty()) {
            createDirectory(part.name());
        }
        Map<String, Entry> missing = new LinkedHashMap<>();
        below(part.name()).forEach((name, entry) -> {
            if (part.has(name) || (!entry.isFile() && !entry.isLink() && part.isDeepEnough(name))) {
                requireFile(name, entry);
                if (provided.add(name)) {
                    missing.put(name, entry);
                }
            }
        });
        if (provided.size() > MAX_FILES) {
            throw new ManifestException("more than " + MAX_FILES + " files are needed: name a directory with fewer");
        }
        if (!missing.isEmpty()) {
            String ids = missing.values().stream().map(file -> file.id() + "\n").collect(Collectors.joining());
            git.run(
                    "the repository",
                    ids,
                    LARGEST + LARGEST_LISTING,
                    output -> copy(new BufferedInputStream(output), missing.keySet()),
                    "cat-file",
                    "--batch");
        }
    }

    /** It is there, also if no file in it is needed. */
    private void createDirectory(String name) {
        try {
            PrivateFiles.createDirectories(root.resolve(name));
        } catch (IOException failure) {
            throw new ManifestException(
                    Printable.name(name) + " could not be checked out: " + failure.getMessage(), failure);
        }
    }

    private Map<String, Entry> below(String name) {
        if (name.isEmpty()) {
            return files;
        }
        Entry file = files.get(name);
        return file == null ? files.subMap(name + "/", name + AFTER_SLASH) : Map.of(name, file);
    }

    private String inRepository(Path file) {
        Path wanted = path().resolve(file).normalize();
        if (!wanted.startsWith(root)) {
            throw new ManifestException(Printable.name(name(file)) + " leads out of the repository");
        }
        return name(root, wanted);
    }

    /** A link or submodule above a file has nothing below it in the list of files. */
    private void requireNoLinkOnTheWay(String name) {
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            String above = name.substring(0, end);
            Entry entry = files.get(above);
            if (entry != null) {
                requireFile(above, entry);
            }
        }
    }

    private static void requireFile(String name, Entry entry) {
        if (!entry.isFile()) {
            throw new ManifestException(Printable.name(name)
                    + (entry.isLink()
                            ? " is a symbolic link, which is not followed at a revision: name what it leads to,"
                                    + " without it"
                            : " is a submodule, whose files are not in this repository: leave it out"));
        }
        for (String part : List.of(name.split("/", -1))) {
            if (UNUSABLE.matcher(part).matches()) {
                throw new ManifestException(Printable.name(name) + " is not a name that a file may have");
            }
        }
    }

    /** Copies the files of which git prints a header such as {@code 1f7a7a4 blob 12}, the content, and a newline. */
    private Set<String> copy(InputStream in, Set<String> names) throws IOException {
        for (String name : names) {
            String header = line(in);
            String[] words = header.split(" ", -1);
            if (words.length != 3 || !words[1].equals("blob")) {
                throw new IOException(Printable.name(name) + " is not in this clone: " + Printable.text(header));
            }
            long size = Long.parseLong(words[2]);
            left -= size;
            if (left < 0) {
                throw new IOException("its files are larger than " + LARGEST / MEBIBYTE + " MiB together");
            }
            try (OutputStream out = open(name)) {
                for (long more = size; more > 0; more -= MEBIBYTE) {
                    out.write(in.readNBytes((int) Math.min(more, MEBIBYTE)));
                }
            }
            if (in.read() != '\n') {
                throw new EOFException("git ended too early");
            }
        }
        return names;
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

    private OutputStream open(String name) throws IOException {
        try {
            Path file = root.resolve(name).normalize();
            if (!file.startsWith(root)) {
                throw new IOException(Printable.name(name) + " leads out of the repository");
            }
            PrivateFiles.createDirectories(Objects.requireNonNull(file.getParent()));
            return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (InvalidPathException unusable) {
            throw new IOException(Printable.name(name) + " is not a name that a file may have here", unusable);
        } catch (FileSystemException failure) {
            throw new IOException(
                    Printable.name(name) + " could not be checked out: " + TextFile.reason(failure), failure);
        }
    }
}
