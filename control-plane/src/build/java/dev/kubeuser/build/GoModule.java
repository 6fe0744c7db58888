package dev.kubeuser.build;

import java.nio.file.Path;
import java.util.Set;

/**
 * A Go module that the program has parts of.
 *
 * @param directory where its sources are
 * @param packages the folders of the packages that are linked into the program
 */
record GoModule(String path, String version, Path directory, Set<Path> packages) {

    String name() {
        return path + "@" + version;
    }
}
