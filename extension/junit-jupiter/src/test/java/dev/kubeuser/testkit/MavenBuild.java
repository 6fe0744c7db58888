// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import dev.kubeuser.kinds.KindUnderTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A build by the Maven on the PATH that runs some of our test classes, on our class path and with the Surefire of our
 * own build.
 *
 * @param exitValue zero if it succeeded
 * @param output what it printed
 */
public record MavenBuild(int exitValue, String output) {

    private static final String INCLUDES = "includes.txt";
    private static final String SUREFIRE = "org.apache.maven.plugins:maven-surefire-plugin:3.6.1:test";

    public static MavenBuild run(Path directory, List<Class<?>> testClasses, String... options)
            throws IOException, InterruptedException {
        copy("/thresholds/pom.xml", directory.resolve("pom.xml"));
        for (Class<?> testClass : testClasses) {
            String classFile = testClass.getName().replace('.', '/') + ".class";
            copy("/" + classFile, directory.resolve("target/test-classes").resolve(classFile));
        }
        Files.write(
                directory.resolve(INCLUDES),
                testClasses.stream()
                        .map(type -> "**/" + type.getSimpleName() + ".java")
                        .toList());
        Process process = start(directory, command(options));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new MavenBuild(process.waitFor(), output);
    }

    private static void copy(String resource, Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        try (InputStream content = MavenBuild.class.getResourceAsStream(resource)) {
            Files.copy(Objects.requireNonNull(content), file);
        }
    }

    private static List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-o", SUREFIRE));
        command.add("-Djunit=" + Test.class.getPackage().getImplementationVersion());
        // Not -Dtest, which means that only some of the tests are wanted.
        command.add("-Dsurefire.includesFile=" + INCLUDES);
        command.add("-Dmaven.test.additionalClasspath="
                + System.getProperty("java.class.path").replace(System.getProperty("path.separator"), ","));
        command.add("-DargLine=" + String.join(" ", OwnJvm.options()));
        Optional.ofNullable(System.getProperty("maven.repository"))
                .ifPresent(ofThisBuild -> command.add("-Dmaven.repo.local=" + ofThisBuild));
        KindUnderTest.settings().forEach((setting, value) -> command.add("-D" + setting + "=" + value));
        command.addAll(List.of(options));
        return command;
    }

    /** A test is skipped without Maven, unless KUBEUSER_REQUIRE names it. */
    private static Process start(Path directory, List<String> command) throws IOException {
        NeedsProgram.path("mvn");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MAVEN_OPTS", String.join(" ", OwnJvm.options()));
        return builder.directory(directory.toFile()).redirectErrorStream(true).start();
    }
}
