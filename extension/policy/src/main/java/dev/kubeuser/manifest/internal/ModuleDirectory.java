// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import dev.kubeuser.rbac.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory where tests run, which Maven and Gradle set to that of the module. Relative sources of manifests start
 * here. Records name directories and files relative to the root of the checkout. So the names are the same in each
 * checkout of a repository, wherever it is.
 *
 * @param path the absolute path
 */
public record ModuleDirectory(Path path) {

    /** Marks a source of manifests as a resource on the class path. */
    public static final String CLASSPATH = "classpath:";

    /** Where Git keeps those of submodules. */
    private static final String SUBMODULES = "/modules/";

    /** Makes the path absolute. */
    public ModuleDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /** {@return the module directory of this JVM} */
    public static ModuleDirectory current() {
        return new ModuleDirectory(Path.of(""));
    }

    /**
     * {@return the root of the checkout, which has {@code .git}: this directory or one above it; this directory if
     * there is no checkout}
     */
    public Path root() {
        return checkout().orElse(path);
    }

    /**
     * {@return the root of the checkout in which this directory is, of a submodule that of the repository around it;
     * empty if it is in none}
     */
    public Optional<Path> checkout() {
        return roots().filter(root -> !isSubmodule(root)).findFirst().or(() -> roots().findFirst());
    }

    private Stream<Path> roots() {
        return Stream.iterate(path, above -> above != null, Path::getParent)
                .filter(above -> Files.exists(above.resolve(".git")));
    }

    private static boolean isSubmodule(Path root) {
        Path dotGit = root.resolve(".git");
        try {
            return Files.isRegularFile(dotGit)
                    && Files.readString(dotGit).replace('\\', '/').contains(SUBMODULES);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * {@return its name in a record: the path from the root}
     *
     * @param root that of its checkout
     */
    public String recorded(Path root) {
        return text(root.relativize(path));
    }

    /**
     * {@return the name of a file in a record: its path from here if it is in the checkout, so that an absolute path is
     * the same everywhere, too; else its absolute path. A resource keeps its name}
     *
     * @param file as an {@link Origin} names it
     * @param root that of the checkout in which this directory is
     */
    public String recorded(String file, Path root) {
        if (file.startsWith(CLASSPATH)) {
            return file;
        }
        Path located = locate(file);
        if (!located.startsWith(root)) {
            return text(located);
        }
        return Path.of(file).isAbsolute() ? text(path.relativize(located)) : file;
    }

    /**
     * {@return the name by which a class loader finds a resource}
     *
     * @param source the source, which begins with {@link #CLASSPATH}
     */
    public static String resourceName(String source) {
        return source.substring(CLASSPATH.length()).replaceFirst("^/+", "");
    }

    /**
     * {@return the file on disk; for a resource, the source file that the build copies, which need not exist}
     *
     * @param file as an {@link Origin} names it
     */
    public Path locate(String file) {
        if (!file.startsWith(CLASSPATH)) {
            return path.resolve(file).normalize();
        }
        String resource = resourceName(file);
        Path ofMain = path.resolve("src/main/resources").resolve(resource).normalize();
        return Files.exists(ofMain)
                ? ofMain
                : path.resolve("src/test/resources").resolve(resource).normalize();
    }

    /**
     * {@return the name of another module's file as seen from here: a path into that module, so that two modules may
     * each have a {@code deploy/rbac.yaml}. An absolute path stays, as does a resource that is not in the other
     * module's sources}
     *
     * @param file the name in the other module
     * @param other the module that read the file
     */
    public String rename(String file, ModuleDirectory other) {
        boolean isSame = equals(other)
                || (file.startsWith(CLASSPATH)
                        ? !Files.exists(other.locate(file))
                        : Path.of(file).isAbsolute());
        return isSame ? file : fromHere(other.locate(file));
    }

    private String fromHere(Path file) {
        return text(path.getRoot().equals(file.getRoot()) ? path.relativize(file) : file);
    }

    private static String text(Path path) {
        return path.toString().replace('\\', '/');
    }
}
