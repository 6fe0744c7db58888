package dev.kubeuser.manifest;

import dev.kubeuser.rbac.Origin;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory in which tests run, with Maven and Gradle that of the module: where relative sources of manifests begin.
 *
 * @param path absolute
 */
public record ModuleDirectory(Path path) {

    /** Makes the path absolute. */
    public ModuleDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /**
     * {@return that of this JVM}
     */
    public static ModuleDirectory current() {
        return new ModuleDirectory(Path.of(""));
    }

    /**
     * {@return the file on disk. Resources are copied from the sources; where they are not, they are named as if they
     * were}
     *
     * @param file as an {@link Origin} names it
     */
    public Path locate(String file) {
        if (!file.startsWith(ManifestSources.CLASSPATH)) {
            return path.resolve(file).normalize();
        }
        String resource = ManifestSources.resourceName(file);
        Path ofMain = path.resolve("src/main/resources").resolve(resource);
        return Files.exists(ofMain)
                ? ofMain
                : path.resolve("src/test/resources").resolve(resource);
    }

    /**
     * {@return how a file is named from here, so that two modules may each have a {@code deploy/rbac.yaml}: with a path
     * into the other module. Absolute paths stay, and resources that are not in the sources of the other}
     *
     * @param file as the other module names it
     * @param other the module that read it
     */
    public String rename(String file, ModuleDirectory other) {
        boolean isSame = equals(other)
                || (file.startsWith(ManifestSources.CLASSPATH)
                        ? !Files.exists(other.locate(file))
                        : Path.of(file).isAbsolute());
        return isSame ? file : fromHere(other.locate(file));
    }

    private String fromHere(Path file) {
        Path named = path.getRoot().equals(file.getRoot()) ? path.relativize(file) : file;
        return named.toString().replace('\\', '/');
    }
}
