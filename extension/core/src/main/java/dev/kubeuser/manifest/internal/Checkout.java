package dev.kubeuser.manifest.internal;

import dev.kubeuser.rbac.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A checkout of Git. What is recorded in it names directories and files as seen from its root, so that they have the same
 * names in each checkout of a repository, wherever it lies.
 *
 * @param root the directory with {@code .git}; of a submodule, that of the repository around it
 */
public record Checkout(Path root) {

    /** Where Git keeps those of submodules. */
    private static final String SUBMODULES = "/modules/";

    /**
     * {@return the checkout in which a directory is, if it is in one}
     *
     * @param directory the absolute path
     */
    static Optional<Checkout> around(Path directory) {
        Optional<Path> innermost = roots(directory).findFirst();
        return roots(directory)
                .filter(root -> !isSubmodule(root))
                .findFirst()
                .or(() -> innermost)
                .map(Checkout::new);
    }

    private static Stream<Path> roots(Path directory) {
        return Stream.iterate(directory, above -> above != null, Path::getParent)
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
     * {@return the name of a module in a record: its path from the root}
     *
     * @param module a module in this checkout
     */
    public String name(ModuleDirectory module) {
        return text(root.relativize(module.path()));
    }

    /**
     * {@return the name of a file in a record: its path from the module if it is in the checkout, so that an absolute path
     * is the same everywhere, too; else its absolute path. A resource keeps its name}
     *
     * @param file as an {@link Origin} names it
     * @param module the module in this checkout that read the file
     */
    public String name(String file, ModuleDirectory module) {
        if (file.startsWith(ModuleDirectory.CLASSPATH)) {
            return file;
        }
        Path located = module.locate(file);
        if (!located.startsWith(root)) {
            return text(located);
        }
        return Path.of(file).isAbsolute() ? text(module.path().relativize(located)) : file;
    }

    private static String text(Path path) {
        return path.toString().replace('\\', '/');
    }
}
