package dev.kubeuser.manifest.internal;

import dev.kubeuser.rbac.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory where tests run, which Maven and Gradle set to that of the module. Relative sources of manifests start
 * here.
 *
 * @param path the absolute path
 */
public record ModuleDirectory(Path path) {

    /** Marks a source of manifests as a resource on the class path. */
    public static final String CLASSPATH = "classpath:";

    /** Makes the path absolute. */
    public ModuleDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /**
     * {@return the module directory of this JVM}
     */
    public static ModuleDirectory current() {
        return new ModuleDirectory(Path.of(""));
    }

    /**
     * {@return the root of the checkout, which has {@code .git}: this directory or one above it; this directory if there
     * is no checkout}
     */
    public Path root() {
        return checkout().map(Checkout::root).orElse(path);
    }

    /**
     * {@return the checkout in which this directory is; empty if it is in none}
     */
    public Optional<Checkout> checkout() {
        return Checkout.around(path);
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
        Path named = path.getRoot().equals(file.getRoot()) ? path.relativize(file) : file;
        return named.toString().replace('\\', '/');
    }
}
