package dev.kubeuser.gradle;

import dev.kubeuser.shop.BuildResult;
import dev.kubeuser.shop.LeadingJar;
import dev.kubeuser.shop.Shop;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.gradle.util.GradleVersion;

/**
 * The shop, built by Gradle: its tests in a JVM for each class, and the plugin as it is compiled here, which the build
 * finds in a repository.
 *
 * @param directory where the shop is
 * @param tools where Gradle and the repository are
 */
record ShopBuild(Path directory, Path tools) {

    private static final String VERSION = version();

    static ShopBuild in(Path directory) throws IOException {
        return in(directory, Shop.TESTS);
    }

    /** With other tests, by project. */
    static ShopBuild in(Path directory, Map<String, List<String>> tests) throws IOException {
        Path shop = Shop.make(directory, "classes", tests);
        Path tools = Path.of("target/gradle").toAbsolutePath();
        Files.createDirectories(tools);
        Files.writeString(tools.resolve("repository.gradle"), """
                beforeSettings { settings -> settings.pluginManagement.repositories { maven { url = "%1$s" } } }
                allprojects { repositories { maven { url = "%1$s" } } }
                """.formatted(
                        tools.resolve("repository").toUri()));
        publishMarker(tools, "dev.kubeuser", "kubeuser-gradle-plugin");
        publish(tools, "kubeuser-gradle-plugin", List.of(), Path.of("target/classes"));
        List<Path> libraries = classPath(entry -> !isOfGradle(entry));
        publish(tools, "kubeuser-cli", libraries);
        publish(tools, "kubeuser-junit-jupiter", libraries);
        return new ShopBuild(shop, tools);
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
    private static void publish(Path tools, String name, List<Path> classPath, Path... classes) throws IOException {
        Path folder = publishPom(tools, name, "");
        LeadingJar.write(folder.resolve(name + "-" + VERSION + ".jar"), classPath, classes);
    }

    /** Puts what Gradle looks up for the ID of a plugin into the repository. */
    private static void publishMarker(Path tools, String id, String plugin) throws IOException {
        publishPom(tools, id + ".gradle.plugin", """
                <packaging>pom</packaging>
                <dependencies><dependency>%s</dependency></dependencies>
                """.formatted(coordinates(plugin)));
    }

    private static Path publishPom(Path tools, String name, String more) throws IOException {
        Path folder = tools.resolve("repository/dev/kubeuser/" + name + "/" + VERSION);
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve(name + "-" + VERSION + ".pom"),
                "<project><modelVersion>4.0.0</modelVersion>" + coordinates(name) + more + "</project>");
        return folder;
    }

    private static String coordinates(String name) {
        return "<groupId>dev.kubeuser</groupId><artifactId>%s</artifactId><version>%s</version>"
                .formatted(name, VERSION);
    }

    /** Changes the build script of the shop. */
    void edit(String line, String other) throws IOException {
        Path script = directory.resolve("build.gradle");
        Files.writeString(script, Files.readString(script).replace(line, other));
    }

    private static boolean isOfGradle(Path entry) {
        return entry.toString().replace('\\', '/').matches(".*/(dev/gradleplugins|org/codehaus/groovy)/.*");
    }

    /** The library uses it, too. */
    private static boolean isKotlin(Path entry) {
        return entry.getFileName().toString().startsWith("kotlin-stdlib-");
    }

    private static List<Path> classPath(Predicate<Path> wanted) {
        return LeadingJar.classPathOfThisJvm().filter(wanted).toList();
    }

    private static String joined(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
    }

    BuildResult run(String... arguments) {
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
            return BuildResult.of(new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path jar() {
        return classPath(entry -> entry.getFileName().toString().startsWith("gradle-api-")).stream()
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Gradle " + GradleVersion.current() + " is on no class path"));
    }
}
