// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.gradle;

import dev.kubeuser.shop.BuildResult;
import dev.kubeuser.shop.LeadingJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.gradle.util.GradleVersion;

/**
 * Gradle, in a JVM of its own for each build.
 *
 * @param directory where it keeps what builds share
 * @param ownClassPath its classes, and those that start it
 */
record Gradle(Path directory, List<Path> ownClassPath) {

    /** Written once: it is more than a hundred jars. */
    private static final Gradle OF_THESE_TESTS = in(Path.of("target/gradle").toAbsolutePath());

    static Gradle ofTheseTests() {
        return OF_THESE_TESTS;
    }

    private static Gradle in(Path directory) {
        try {
            Files.createDirectories(directory);
            List<Path> classPath = new ArrayList<>(new GradleInJar(jar(), directory.resolve("modules")).classPath());
            classPath.addAll(classPath(entry -> isOfGradle(entry) || isKotlin(entry)));
            classPath.add(Path.of("target/test-classes").toAbsolutePath());
            return new Gradle(directory, classPath);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** How this JVM compiles and collects garbage: the build sets that for programs that run for seconds. */
    static List<String> optionsOfThisJvm() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:"))
                .toList();
    }

    /** What Maven brought for these tests beside Gradle. */
    static List<Path> otherLibraries() {
        return classPath(entry -> !isOfGradle(entry));
    }

    BuildResult build(Path project, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(optionsOfThisJvm());
        for (String opened : List.of("java.util", "java.lang", "java.lang.invoke", "java.net")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-cp",
                joined(ownClassPath),
                GradleMain.class.getName(),
                "--gradle-user-home=" + directory.resolve("home")));
        command.addAll(arguments);
        return BuildResult.of(new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start());
    }

    private static Path jar() {
        return classPath(entry -> entry.getFileName().toString().startsWith("gradle-api-")).stream()
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Gradle " + GradleVersion.current() + " is on no class path"));
    }

    private static boolean isOfGradle(Path entry) {
        return entry.toString().replace('\\', '/').matches(".*/(dev/gradleplugins|org/codehaus/groovy)/.*");
    }

    /** The library uses it, too. */
    private static boolean isKotlin(Path entry) {
        return entry.getFileName().toString().startsWith("kotlin-stdlib-");
    }

    static List<Path> classPath(Predicate<Path> wanted) {
        return LeadingJar.classPathOfThisJvm().filter(wanted).toList();
    }

    static String joined(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
    }
}
