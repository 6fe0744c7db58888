package dev.kubeuser.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directories for sockets that a control plane makes outside of its own, where the path of that is too long for a
 * socket's address. It leaves a link to each, and removes them itself unless it is killed.
 */
final class OutsideSockets {

    private static final Path LINK = Path.of("socket");
    private static final String PREFIX = "kubeuser-";

    private OutsideSockets() {}

    /** Removes those that a directory links to; it may be gone already. */
    static void remove(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        for (Path link : links(directory)) {
            Path target = Files.readSymbolicLink(link);
            if (String.valueOf(target.getFileName()).startsWith(PREFIX)) {
                PrivateFiles.deleteRecursively(target);
            }
        }
    }

    private static List<Path> links(Path directory) throws IOException {
        try (Stream<Path> all = Files.find(
                directory,
                Integer.MAX_VALUE,
                (path, attributes) -> attributes.isSymbolicLink() && path.endsWith(LINK))) {
            return all.toList();
        }
    }
}
