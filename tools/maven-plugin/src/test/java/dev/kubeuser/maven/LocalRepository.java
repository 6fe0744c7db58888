package dev.kubeuser.maven;

import dev.kubeuser.shop.BuildResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A local repository of Maven. It has what is put there of kubeuser; all else is linked to the repository of this build.
 *
 * @param directory where it is
 */
record LocalRepository(Path directory) {

    static final String VERSION = Objects.requireNonNull(System.getProperty("plugin.under.test"));

    /** For Maven and for the JVM of its tests: each runs for seconds. */
    private static final String JVM_OPTIONS = Objects.requireNonNull(System.getProperty("options.of.jvms"));

    static LocalRepository at(Path path) throws IOException {
        Path ofThisBuild = Path.of(Objects.requireNonNull(System.getProperty("maven.repository")));
        Path directory = path.toAbsolutePath();
        Files.createDirectories(directory.resolve("dev/kubeuser"));
        linkAll(ofThisBuild, directory);
        linkAll(ofThisBuild.resolve("dev"), directory.resolve("dev"));
        return new LocalRepository(directory);
    }

    private static void linkAll(Path from, Path to) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Path link = to.resolve(entry.getFileName());
                if (Files.isDirectory(entry) && Files.notExists(link)) {
                    Files.createSymbolicLink(link, entry);
                }
            }
        }
    }

    /** Returns the file of an artifact of kubeuser. */
    Path file(String artifact, String ending) {
        return directory
                .resolve("dev/kubeuser")
                .resolve(artifact)
                .resolve(VERSION)
                .resolve(artifact + "-" + VERSION + ending);
    }

    void putPom(String artifact, String pom) throws IOException {
        Path file = file(artifact, ".pom");
        Files.createDirectories(file.getParent());
        Files.writeString(file, pom);
    }

    /** Runs Maven. Without it the test is skipped, unless KUBEUSER_REQUIRE names it. */
    BuildResult mvn(Path project, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                "mvn",
                "-B",
                "-Dmaven.repo.local=" + directory,
                "-Dkubeuser-version=" + VERSION,
                "-Dsurefire=" + System.getProperty("surefire.under.test"),
                "-Djunit=" + Test.class.getPackage().getImplementationVersion(),
                "-DargLine=" + JVM_OPTIONS,
                "-Dkubeuser.cluster=embedded",
                "-Dkubeuser.start-timeout=2m"));
        command.addAll(arguments);
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("MAVEN_OPTS", JVM_OPTIONS);
            return BuildResult.of(builder.directory(project.toFile())
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException missing) {
            if (System.getenv().getOrDefault("KUBEUSER_REQUIRE", "").contains("mvn")) {
                return Assertions.fail("mvn cannot be run, but KUBEUSER_REQUIRE asks for it", missing);
            }
            return Assumptions.abort("skipped, for mvn is not on the PATH");
        }
    }
}
