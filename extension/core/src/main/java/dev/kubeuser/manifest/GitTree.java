package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.TextFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files of a revision, which come into a private directory when they are needed. Whoever wrote them decides nothing but
 * their content: links are not followed, submodules are not entered, and all that lies outside of the repository stays there.
 */
final class GitTree implements SourceDirectory {

    private static final int MOST_FILES = 20_000;
    private static final long LARGEST = 256L * 1024 * 1024;

    /** The character behind the slash. */
    private static final char AFTER_SLASH = '/' + 1;

    /** What no name of a file may be, or hold where a backslash separates. */
    private static final Pattern UNUSABLE = Pattern.compile("|\\.|\\.\\.|(?i:\\.git)|.*[\\\\\\x00].*", Pattern.DOTALL);

    private final GitRepository repository;
    private final String revision;
    private final String tree;
    private final Path root;
    private final Path start;
    private final NavigableMap<String, GitRepository.Entry> files;
    private final Set<Part> asked = new HashSet<>();
    private final Set<String> provided = new HashSet<>();
    private long left = LARGEST;

    /**
     * A part of the tree.
     *
     * @param name a file or a directory; empty for the root
     * @param depth on how many levels of directories
     * @param onlyManifests whether other files are left out, unless one has this name
     */
    private record Part(String name, int depth, boolean onlyManifests) {

        boolean has(String file) {
            return file.equals(name) || (isDeepEnough(file) && (!onlyManifests || FileSelection.isManifest(file)));
        }

        /** Whether a file, link or submodule below it is on one of its levels. */
        boolean isDeepEnough(String file) {
            String below = name.isEmpty() ? file : file.substring(name.length() + 1);
            return below.chars().filter(character -> character == '/').count() < depth;
        }
    }

    /**
     * Checks out nothing yet.
     *
     * @param repository where it is
     * @param revision what the user calls it
     * @param tree its object
     * @param root the empty directory for its files, with its real path
     * @param working the path from the root of the repository to the working directory
     */
    GitTree(GitRepository repository, String revision, String tree, Path root, Path working) {
        this.repository = repository;
        this.revision = revision;
        this.tree = tree;
        this.root = root;
        this.start = root.resolve(working).normalize();
        this.files = repository.files(tree);
    }

    @Override
    public Path path() {
        return start;
    }

    @Override
    public String where() {
        return (start.equals(root) ? "the root" : name(root, start)) + " of the revision " + Printable.text(revision);
    }

    /** The directory is another one each time that a revision is read. */
    @Override
    public Object identity(Path file) {
        return List.of(tree, inRepository(file));
    }

    /** A message that names the files of the revision as the repository does. */
    String renamed(String message) {
        return message.replace(start + "/", "")
                .replace(root + "/", "")
                .replace(start.toString(), where())
                .replace(root.toString(), where());
    }

    @Override
    public void provide(Path file) {
        provide(new Part(inRepository(file), Integer.MAX_VALUE, false));
    }

    @Override
    public void provideManifests(Path file, int depth) {
        provide(new Part(inRepository(file), depth, true));
    }

    private void provide(Part part) {
        if (!asked.add(part)) {
            return;
        }
        requireNoLinkOnTheWay(part.name());
        Map<String, GitRepository.Entry> missing = new LinkedHashMap<>();
        below(part.name()).forEach((name, entry) -> {
            if (part.has(name) || (!entry.isFile() && part.isDeepEnough(name))) {
                requireFile(name, entry);
                if (provided.add(name)) {
                    missing.put(name, entry);
                }
            }
        });
        if (provided.size() > MOST_FILES) {
            throw new ManifestException("more than " + MOST_FILES + " files are needed: name a directory with fewer");
        }
        if (!missing.isEmpty()) {
            left -= repository.copy(missing, left, this::open);
        }
    }

    private Map<String, GitRepository.Entry> below(String name) {
        if (name.isEmpty()) {
            return files;
        }
        GitRepository.Entry file = files.get(name);
        return file == null ? files.subMap(name + "/", name + AFTER_SLASH) : Map.of(name, file);
    }

    private String inRepository(Path file) {
        Path wanted = start.resolve(file).normalize();
        if (!wanted.startsWith(root)) {
            throw new ManifestException(Printable.name(name(file)) + " leads out of the repository");
        }
        return name(root, wanted);
    }

    private static String name(Path from, Path to) {
        return from.relativize(to).toString().replace('\\', '/');
    }

    /** A link or submodule above a file has nothing below it in the list of files. */
    private void requireNoLinkOnTheWay(String name) {
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            String above = name.substring(0, end);
            GitRepository.Entry entry = files.get(above);
            if (entry != null) {
                requireFile(above, entry);
            }
        }
    }

    private static void requireFile(String name, GitRepository.Entry entry) {
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
