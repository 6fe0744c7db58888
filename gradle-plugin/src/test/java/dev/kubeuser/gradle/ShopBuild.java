package dev.kubeuser.gradle;

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
import java.util.Properties;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gradle.util.GradleVersion;
import org.jspecify.annotations.Nullable;

/**
 * The project in {@code src/test/resources/shop}, built by Gradle: two projects with a policy each, their tests in a JVM
 * for each class, and the plugin as it is compiled here, which the build finds in a repository.
 *
 * @param directory where the project is copied to
 * @param tools where Gradle and the repository are
 */
record ShopBuild(Path directory, Path tools) {

    private static final String VERSION = version();

    private static final Map<String, List<String>> TESTS =
            Map.of("orders", List.of("OrdersReadCase", "OrdersListCase"), "billing", List.of("BillingReadCase"));

    record Result(int exitValue, String output) {}

    static ShopBuild in(Path directory) throws IOException {
        return in(directory, TESTS);
    }

    /** With other tests, by project. */
    static ShopBuild in(Path directory, Map<String, List<String>> tests) throws IOException {
        Path shop = Path.of("src/test/resources/shop").toAbsolutePath();
        Path copy = directory.resolve("shop");
        try (Stream<Path> files = Files.walk(shop)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path target = copy.resolve(shop.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        for (Map.Entry<String, List<String>> project : tests.entrySet()) {
            for (String test : project.getValue()) {
                String name = "dev/kubeuser/gradle/shop/" + test + ".class";
                try (InputStream content = ShopBuild.class.getResourceAsStream("/" + name)) {
                    Path file = copy.resolve(project.getKey() + "/classes/" + name);
                    Files.createDirectories(file.getParent());
                    Files.copy(Objects.requireNonNull(content, name), file);
                }
            }
        }
        Path tools = Path.of("target/gradle").toAbsolutePath();
        Files.createDirectories(tools);
        Files.writeString(tools.resolve("repository.gradle"), """
                allprojects {
                    buildscript.repositories { maven { url = "%1$s" } }
                    repositories { maven { url = "%1$s" } }
                }
                """.formatted(
                        tools.resolve("repository").toUri()));
        publish(tools, "kubeuser-gradle-plugin", Path.of("target/classes"), List.of());
        List<Path> libraries = classPath(entry -> !isOfGradle(entry));
        publish(tools, "kubeuser-cli", null, libraries);
        publish(tools, "kubeuser-junit-jupiter", null, libraries);
        return new ShopBuild(copy, tools);
    }

    /** The plugin asks for a command line of its own version. */
    private static String version() {
        Properties descriptor = new Properties();
        try (InputStream in =
                Files.newInputStream(Path.of("target/classes/META-INF/gradle-plugins/dev.kubeuser.properties"))) {
            descriptor.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return descriptor.getProperty("version");
    }

    /** Puts an artifact into the repository: a jar with classes, or one that leads to where they are. */
    private static void publish(Path tools, String name, @Nullable Path classes, List<Path> classPath)
            throws IOException {
        Path folder = tools.resolve("repository/dev/kubeuser/" + name + "/" + VERSION);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + "-" + VERSION + ".pom"), """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>dev.kubeuser</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                </project>
                """.formatted(name, VERSION));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        classPath.stream()
                                .map(entry -> entry.toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(folder.resolve(name + "-" + VERSION + ".jar"));
                JarOutputStream packed = new JarOutputStream(out, manifest)) {
            if (classes != null) {
                pack(classes, packed);
            }
        }
    }

    private static void pack(Path classes, JarOutputStream packed) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                packed.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        }
    }

    private static boolean isOfGradle(Path entry) {
        return entry.toString().replace('\\', '/').matches(".*/(dev/gradleplugins|org/codehaus/groovy)/.*");
    }

    /** The library uses it, too. */
    private static boolean isKotlin(Path entry) {
        return entry.getFileName().toString().startsWith("kotlin-stdlib-");
    }

    private static List<Path> classPath(Predicate<Path> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(wanted)
                .toList();
    }

    private static String joined(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
    }

    Result run(String... arguments) {
        try {
            List<Path> gradle = new ArrayList<>(new GradleInJar(jar(), tools.resolve("modules")).classPath());
            gradle.addAll(classPath(entry -> isOfGradle(entry) || isKotlin(entry)));
            gradle.add(Path.of("target/test-classes").toAbsolutePath());
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            for (String opened : List.of("java.util", "java.lang", "java.lang.invoke", "java.net")) {
                command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
            }
            command.addAll(List.of(
                    "-cp",
                    joined(gradle),
                    GradleMain.class.getName(),
                    "--offline",
                    "--gradle-user-home=" + tools.resolve("home"),
                    "--init-script=" + tools.resolve("repository.gradle"),
                    "-PkubeuserVersion=" + VERSION,
                    "-PjunitClassPath="
                            + joined(classPath(entry -> entry.toString().matches(".*[/\\\\]org[/\\\\]junit[/\\\\].*"))),
                    "-Pkubeuser.cluster=embedded",
                    "-Pkubeuser.start-timeout=2m"));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Gradle ran", interrupt);
        }
    }

    private static Path jar() {
        return classPath(entry -> entry.getFileName().toString().startsWith("gradle-api-")).stream()
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Gradle " + GradleVersion.current() + " is on no class path"));
    }
}
