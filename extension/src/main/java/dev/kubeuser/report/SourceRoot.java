package dev.kubeuser.report;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory that code hosts know files from: the checkout, or where there is none, that in which tests run.
 *
 * @param working in which tests run, absolute
 * @param root it or one above it
 */
record SourceRoot(Path working, Path root) {

    private static final String CLASSPATH = "classpath:";

    /**
     * A file in the words of SARIF.
     *
     * @param uri relative to the root, or absolute if it is outside
     * @param uriBaseId {@code %SRCROOT%}, or {@code null} if absolute
     */
    record ArtifactLocation(String uri, @Nullable String uriBaseId) {}

    static SourceRoot of(Path working) {
        Path absolute = working.toAbsolutePath().normalize();
        Path root = Stream.iterate(absolute, path -> path != null, Path::getParent)
                .filter(path -> Files.exists(path.resolve(".git")))
                .findFirst()
                .orElse(absolute);
        return new SourceRoot(absolute, root);
    }

    ArtifactLocation locate(String origin) {
        Path file = file(origin).normalize();
        return file.startsWith(root)
                ? new ArtifactLocation(relative(file), "%SRCROOT%")
                : new ArtifactLocation(file.toUri().toString(), null);
    }

    private String relative(Path file) {
        URI uri = root.toUri().relativize(file.toUri());
        return uri.getRawPath();
    }

    /** Resources are copied from the sources; where they are not, they are named as if they were. */
    private Path file(String origin) {
        if (!origin.startsWith(CLASSPATH)) {
            return working.resolve(origin);
        }
        String resource = origin.substring(CLASSPATH.length()).replaceFirst("^/+", "");
        Path ofMain = working.resolve("src/main/resources").resolve(resource);
        return Files.exists(ofMain)
                ? ofMain
                : working.resolve("src/test/resources").resolve(resource);
    }
}
