// SPDX-License-Identifier: Apache-2.0
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

/**
 * The shop, built by Gradle: its tests in a JVM for each class, and the plugin as it is compiled here, which the build
 * finds in a repository.
 *
 * @param directory where the shop is
 * @param gradle what builds it, with the repository beside
 */
record ShopBuild(Path directory, Gradle gradle) {

    private static final String VERSION = version();

    static ShopBuild in(Path directory) throws IOException {
        return in(directory, Shop.TESTS);
    }

    /** With other tests, by project. */
    static ShopBuild in(Path directory, Map<String, List<String>> tests) throws IOException {
        Path shop = Shop.make(directory, "classes", tests);
        Gradle gradle = Gradle.ofTheseTests();
        Path tools = gradle.directory();
        Files.writeString(tools.resolve("repository.gradle"), """
                beforeSettings { settings -> settings.pluginManagement.repositories { maven { url = "%1$s" } } }
                allprojects { repositories { maven { url = "%1$s" } } }
                """.formatted(
                        tools.resolve("repository").toUri()));
        publishMarker(tools, "dev.kubeuser", "kubeuser-gradle-plugin");
        publish(tools, "kubeuser-gradle-plugin", List.of(), Path.of("target/classes"));
        List<Path> libraries = Gradle.otherLibraries();
        publish(tools, "kubeuser-cli", libraries);
        publish(tools, "kubeuser-core", libraries);
        publishAll(tools, "kubeuser-junit-jupiter", "kubeuser-core");
        return new ShopBuild(shop, gradle);
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

    /** Puts an artifact into the repository that has no classes, and brings another one. */
    private static void publishAll(Path tools, String name, String brought) throws IOException {
        Path folder = publishPom(
                tools,
                name,
                "<dependencies><dependency>%s</dependency></dependencies>".formatted(coordinates(brought)));
        LeadingJar.write(folder.resolve(name + "-" + VERSION + ".jar"), List.of());
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

    BuildResult run(String... arguments) throws IOException {
        List<Path> junit = Gradle.classPath(entry -> entry.toString().matches(".*[/\\\\]org[/\\\\]junit[/\\\\].*"));
        List<String> all = new ArrayList<>(List.of(
                "--offline",
                "--init-script=" + gradle.directory().resolve("repository.gradle"),
                "-PkubeuserVersion=" + VERSION,
                "-PjunitClassPath=" + Gradle.joined(junit),
                "-PjvmOptions=" + String.join(" ", Gradle.optionsOfThisJvm()),
                "-Pkubeuser.cluster=embedded",
                "-Pkubeuser.start-timeout=2m"));
        all.addAll(List.of(arguments));
        return gradle.build(directory, all);
    }
}
