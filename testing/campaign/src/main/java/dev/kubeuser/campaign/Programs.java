package dev.kubeuser.campaign;

import dev.kubeuser.campaign.Fault.Unavailable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** Finds programs on this machine. */
final class Programs {

    private Programs() {}

    static void require(String name) {
        boolean isThere = Stream.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        if (!isThere) {
            throw new Unavailable("it needs " + name);
        }
    }
}
