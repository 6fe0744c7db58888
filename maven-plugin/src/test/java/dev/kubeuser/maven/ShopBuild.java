package dev.kubeuser.maven;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The project in {@code src/test/resources/shop}, built by the Maven on the PATH: two modules with a policy each, their
 * tests in a JVM for each class, and the plugin as it is compiled here.
 *
 * <p>Maven finds the plugin in a local repository of its own, in which all else is linked to the one of this build.
 *
 * @param directory where the project is copied to
 * @param repository the local repository
 */
record ShopBuild(Path directory, Path repository) {

    static final String VERSION = Objects.requireNonNull(System.getProperty("plugin.under.test"));

    private static final Map<String, List<String>> TESTS =
            Map.of("orders", List.of("OrdersReadCase", "OrdersListCase"), "billing", List.of("BillingReadCase"));

    /** Maven's own classes come from the Maven that runs. */
    private static final List<String> OF_MAVEN =
            List.of("/org/apache/maven/", "/org/codehaus/plexus/", "/org/eclipse/", "/org/slf4j/");

    record Result(int exitValue, String output) {}

    static ShopBuild in(Path directory) throws IOException {
        return in(directory, TESTS);
    }

    /** With other tests, by module. */
    static ShopBuild in(Path directory, Map<String, List<String>> tests) throws IOException {
        Path shop = Path.of("src/test/resources/shop").toAbsolutePath();
        Path copy = directory.resolve("shop");
        try (Stream<Path> files = Files.walk(shop)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                copy(file, copy.resolve(shop.relativize(file)));
            }
        }
        for (Map.Entry<String, List<String>> module : tests.entrySet()) {
            for (String test : module.getValue()) {
                String name = "dev/kubeuser/maven/shop/" + test + ".class";
                try (InputStream content = ShopBuild.class.getResourceAsStream("/" + name)) {
                    Path file = copy.resolve(module.getKey() + "/target/test-classes/" + name);
                    Files.createDirectories(file.getParent());
                    Files.copy(Objects.requireNonNull(content, name), file);
                }
            }
        }
        return new ShopBuild(copy, repository(Path.of("target/repository").toAbsolutePath()));
    }

    private static void copy(Path file, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
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
        pack(plugin.resolve(name + ".jar"));
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

    /** Packs the plugin's classes; what they need is on the class path of its manifest. */
    private static void pack(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        classPath()
                                .filter(entry -> OF_MAVEN.stream().noneMatch(entry.toString()::contains))
                                .map(entry -> entry.toUri().toString())
                                .collect(Collectors.joining(" ")));
        Path classes = Path.of("target/classes");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                packed.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        }
    }

    private static Stream<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1))
                .map(entry -> Path.of(entry).toAbsolutePath());
    }

    Result run(String... arguments) {
        return runIn(directory, arguments);
    }

    Result runIn(Path working, String... arguments) {
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
                        + classPath().map(Path::toString).collect(Collectors.joining(","))));
        command.addAll(List.of(arguments));
        try {
            Process process = start(working, command);
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while mvn ran", interrupt);
        }
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
