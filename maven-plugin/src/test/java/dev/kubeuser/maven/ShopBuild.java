package dev.kubeuser.maven;

import dev.kubeuser.shop.BuildResult;
import dev.kubeuser.shop.LeadingJar;
import dev.kubeuser.shop.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The shop, built by the Maven on the PATH: its tests in a JVM for each class, and the plugin as it is compiled here.
 *
 * <p>Maven finds the plugin in a local repository of its own, in which all else is linked to the one of this build.
 *
 * @param directory where the shop is
 * @param repository the local repository
 */
record ShopBuild(Path directory, Path repository) {

    static final String VERSION = Objects.requireNonNull(System.getProperty("plugin.under.test"));

    /** Maven's own classes come from the Maven that runs. */
    private static final List<String> OF_MAVEN =
            List.of("/org/apache/maven/", "/org/codehaus/plexus/", "/org/eclipse/", "/org/slf4j/");

    static ShopBuild in(Path directory) throws IOException {
        return in(directory, Shop.TESTS);
    }

    /** With other tests, by module. */
    static ShopBuild in(Path directory, Map<String, List<String>> tests) throws IOException {
        return new ShopBuild(
                Shop.make(directory, "target/test-classes", tests),
                repository(Path.of("target/repository").toAbsolutePath()));
    }

    private static Path repository(Path repository) throws IOException {
        Path ofThisBuild = Path.of(Objects.requireNonNull(System.getProperty("maven.repository")));
        Path plugin = repository.resolve("dev/kubeuser/kubeuser-maven-plugin/" + VERSION);
        Files.createDirectories(plugin);
        linkAll(ofThisBuild, repository);
        linkAll(ofThisBuild.resolve("dev"), repository.resolve("dev"));
        String name = "kubeuser-maven-plugin-" + VERSION;
        Files.writeString(plugin.resolve(name + ".pom"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>dev.kubeuser</groupId>
                  <artifactId>kubeuser-maven-plugin</artifactId>
                  <version>%s</version>
                  <packaging>maven-plugin</packaging>
                </project>
                """.formatted(VERSION));
        LeadingJar.write(
                plugin.resolve(name + ".jar"),
                LeadingJar.classPathOfThisJvm()
                        .filter(entry -> OF_MAVEN.stream().noneMatch(entry.toString()::contains))
                        .toList(),
                Path.of("target/classes"));
        return repository;
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

    BuildResult run(String... arguments) {
        return runIn(directory, arguments);
    }

    BuildResult runIn(Path working, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "mvn",
                "-B",
                "-o",
                "-Dmaven.repo.local=" + repository,
                "-Dkubeuser-version=" + VERSION,
                "-Dsurefire=" + System.getProperty("surefire.under.test"),
                "-Djunit=" + Test.class.getPackage().getImplementationVersion(),
                "-Dkubeuser.cluster=embedded",
                "-Dkubeuser.start-timeout=2m",
                "-Dmaven.test.additionalClasspath="
                        + LeadingJar.classPathOfThisJvm().map(Path::toString).collect(Collectors.joining(","))));
        command.addAll(List.of(arguments));
        return BuildResult.of(start(working, command));
    }

    /** Without Maven the test is skipped, unless KUBEUSER_REQUIRE names it. */
    private static Process start(Path directory, List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            if (System.getenv().getOrDefault("KUBEUSER_REQUIRE", "").contains("mvn")) {
                return Assertions.fail("mvn cannot be run, but KUBEUSER_REQUIRE asks for it", missing);
            }
            return Assumptions.abort("skipped, for mvn is not on the PATH");
        }
    }
}
