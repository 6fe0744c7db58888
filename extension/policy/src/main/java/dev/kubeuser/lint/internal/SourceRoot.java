// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The root directory of files on a code host: the checkout or, if there is none, the directory in which tests run.
 *
 * @param module the directory in which tests run
 * @param root that directory or one above it
 */
public record SourceRoot(ModuleDirectory module, Path root) {

    /**
     * A file as SARIF locates it.
     *
     * @param uri the URI, relative to the root, or absolute if the file is outside
     * @param uriBaseId {@code %SRCROOT%}, or {@code null} if absolute
     */
    record ArtifactLocation(String uri, @Nullable String uriBaseId) {}

    public static SourceRoot of(ModuleDirectory module) {
        return new SourceRoot(module, module.root());
    }

    public ArtifactLocation locate(String origin) {
        Path file = module.locate(origin);
        return file.startsWith(root)
                ? new ArtifactLocation(relative(file), "%SRCROOT%")
                : new ArtifactLocation(file.toUri().toString(), null);
    }

    /** Returns the path from the root or, of a file outside, from that of the file system. */
    public Path path(Path file) {
        return file.startsWith(root) ? root.relativize(file) : file.getRoot().relativize(file);
    }

    private String relative(Path file) {
        URI uri = root.toUri().relativize(file.toUri());
        return uri.getRawPath();
    }
}
