package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Sources at a revision of the Git repository around the working directory.
 *
 * @param revision as in {@code main}, {@code v1.2} or {@code HEAD~1}
 * @param source what is read there, relative to the directory of the repository that the working directory is
 */
record GitRevision(String revision, String source) {

    /** Marks a source of manifests as one at a revision. */
    static final String PREFIX = "git:";

    private static final String DIRECTORY = ".git";
    private static final Path DIRECTORY_OF_ROOT = Path.of("root");

    /**
     * Reads for example {@code git:main:deploy/rbac/}.
     *
     * @throws ManifestException if there is no revision, no source, or one that is not in a repository
     */
    static GitRevision parse(String text) {
        String rest = text.substring(PREFIX.length());
        int end = rest.indexOf(':');
        String revision = end < 0 ? rest : rest.substring(0, end);
        String source = end < 0 ? "" : rest.substring(end + 1);
        if (revision.isBlank() || source.isBlank()) {
            throw new ManifestException(
                    Printable.text(text) + " names no source at a revision: write it as in git:main:deploy/rbac/");
        }
        if (revision.startsWith("-")) {
            throw new ManifestException(Printable.text(text) + ": a revision cannot begin with a hyphen: \""
                    + Printable.text(revision) + "\"");
        }
        if (ManifestSources.isElsewhere(source)) {
            throw new ManifestException(
                    Printable.text(text + ": " + source) + " is not in a repository, so it has no revision");
        }
        return new GitRevision(revision, source);
    }

    /**
     * Checks out what the source names into a private directory, and reads it there.
     *
     * @param here the working directory
     * @param reader reads a source in a directory
     * @throws ManifestException if there is no such revision or source, or if it must not be read
     */
    List<SourceFile> read(Path here, Reader reader) {
        Path root = Stream.iterate(here, above -> above != null, Path::getParent)
                .filter(above -> Files.exists(above.resolve(DIRECTORY)))
                .findFirst()
                .orElseThrow(() ->
                        new ManifestException(this + " cannot be read: there is no Git repository around " + here));
        GitRepository repository = new GitRepository(root.resolve(DIRECTORY));
        String tree = repository.tree(revision);
        try {
            Path directory = PrivateFiles.createTemporary("kubeuser-git-").toRealPath();
            try {
                // A chart takes the name of its directory, which may be this one.
                Path checkout = directory.resolve(Objects.requireNonNullElse(root.getFileName(), DIRECTORY_OF_ROOT));
                PrivateFiles.createDirectories(checkout.resolve(root.relativize(here)));
                return read(reader, new GitTree(repository, revision, tree, checkout, root.relativize(here)));
            } finally {
                PrivateFiles.deleteRecursively(directory);
            }
        } catch (IOException failure) {
            throw new ManifestException(this + " could not be checked out: " + failure.getMessage(), failure);
        }
    }

    /** Messages name files as the repository does. */
    private List<SourceFile> read(Reader reader, GitTree tree) {
        try {
            return reader.read(source, tree);
        } catch (ManifestException failure) {
            String message = tree.renamed(String.valueOf(failure.getMessage()));
            throw new ManifestException(message.startsWith(this + ":") ? message : this + ": " + message, failure);
        }
    }

    /** Reads a source in a directory. */
    interface Reader {
        List<SourceFile> read(String source, GitTree tree);
    }

    /** As it was written, without what a terminal would obey. */
    @Override
    public String toString() {
        return Printable.text(PREFIX + revision + ":" + source);
    }
}
