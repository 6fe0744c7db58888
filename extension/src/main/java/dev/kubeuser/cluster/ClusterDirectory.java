package dev.kubeuser.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** The temporary directory of one cluster, 0700. */
final class ClusterDirectory {

    private ClusterDirectory() {}

    static Path create() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            return PrivateFiles.createDirectory(parent, "kubeuser-").toRealPath();
        } catch (IOException failure) {
            throw new ClusterException(
                    "No directory for the cluster could be created in " + parent + ": " + failure.getMessage()
                            + ". Name another one by -Djava.io.tmpdir.",
                    failure);
        }
    }

    static void remove(Path directory) {
        try {
            PrivateFiles.deleteRecursively(directory);
        } catch (IOException failure) {
            throw new ClusterException(
                    "The cluster's directory " + directory + " could not be removed: " + failure.getMessage()
                            + ". It holds private keys: remove it by hand.",
                    failure);
        }
    }
}
