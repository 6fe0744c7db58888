package dev.kubeuser.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A program that is looked for on the {@code PATH}. */
record Tool(String name) {

    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    /** {@return a sentence about the first that is missing} */
    static Optional<String> firstMissing(String... names) {
        return List.of(names).stream()
                .map(Tool::new)
                .flatMap(tool -> tool.obstacle().stream())
                .findFirst();
    }

    Optional<String> obstacle() {
        return isThere() ? Optional.empty() : Optional.of(name + " is not on the PATH");
    }

    boolean isThere() {
        return SEPARATOR
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(directory -> Path.of(directory, name))
                .anyMatch(file -> Files.isExecutable(file) || Files.isExecutable(Path.of(file + ".exe")));
    }

    /** {@return the first line that the program prints for these arguments, or that it is missing} */
    String version(String... arguments) throws IOException, InterruptedException {
        return isThere()
                ? Command.of(name).with(arguments).run().lines().findFirst().orElse("")
                : "not there";
    }
}
