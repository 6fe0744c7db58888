// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import dev.kubeuser.shop.BuildResult;
import dev.kubeuser.shop.LeadingJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A local repository of Maven. It has what is put there of kubeuser; all else is linked to the repository of this
 * build.
 *
 * @param directory where it is
 */
record LocalRepository(Path directory) {

    static final String VERSION = Objects.requireNonNull(System.getProperty("plugin.under.test"));

    /** For Maven and for the JVM of its tests: each runs for seconds. */
    private static final String JVM_OPTIONS = Objects.requireNonNull(System.getProperty("options.of.jvms"));

    private static final Map<String, Path> POMS = Map.of(
            "kubeuser-parent", Path.of("../../pom.xml"),
            "kubeuser-bom", Path.of("../../extension/bom/pom.xml"),
            "kubeuser-policy", Path.of("../../extension/policy/pom.xml"),
            "kubeuser-core", Path.of("../../extension/core/pom.xml"),
            "kubeuser-proof", Path.of("../../extension/proof/pom.xml"),
            "kubeuser-junit-jupiter", Path.of("../../extension/junit-jupiter/pom.xml"),
            "kubeuser-control-plane-parent", Path.of("../../control-plane/pom.xml"),
            "kubeuser-control-plane", Path.of("../../control-plane/versions/default/pom.xml"));

    private static final String CONTROL_PLANE = "control-plane/.*/target/.*|kubeuser-control-plane-[^/]*";
    private static final Pattern MINOR = Pattern.compile(".*/(?:versions/|kubeuser-control-plane-)(\\d+\\.\\d+)[/-].*");

    /** Whatever this machine is, Maven takes the one of its platform. */
    private static final List<String> PLATFORMS =
            List.of("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64");

    /** Makes one with what these tests run on: the library and the control plane of this machine. */
    static LocalRepository ofUsers() throws IOException {
        LocalRepository repository = at(Path.of("target/repository-of-users"));
        for (Map.Entry<String, Path> pom : POMS.entrySet()) {
            repository.putPom(pom.getKey(), Files.readString(pom.getValue()));
        }
        for (String artifact : List.of("policy", "core", "proof")) {
            LeadingJar.write(
                    repository.file("kubeuser-" + artifact, ".jar"),
                    classPath("extension/" + artifact + "/target/.*|kubeuser-" + artifact + "-[^/]*"));
        }
        LeadingJar.write(repository.file("kubeuser-junit-jupiter", ".jar"), List.of());
        repository.putControlPlane();
        return repository;
    }

    private void putControlPlane() throws IOException {
        List<Path> program = classPath(CONTROL_PLANE);
        String minor = program.stream()
                .map(entry -> MINOR.matcher(entry.toString().replace('\\', '/')))
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no control plane is on the class path"));
        String artifact = "kubeuser-control-plane-" + minor;
        putPom(artifact, Files.readString(Path.of("../../control-plane/versions", minor, "pom.xml")));
        for (String platform : PLATFORMS) {
            LeadingJar.write(file(artifact, "-" + platform + ".jar"), program);
        }
    }

    /** The argument by which a project that excludes the control plane gets that of this build. */
    static String controlPlane() {
        return "-Dmaven.test.additionalClasspath="
                + classPath(CONTROL_PLANE).stream().map(Path::toString).collect(Collectors.joining(","));
    }

    /** Returns what is on this JVM's class path, from the reactor or from the local repository. */
    private static List<Path> classPath(String entries) {
        return LeadingJar.classPathOfThisJvm()
                .filter(entry -> entry.toString().replace('\\', '/').matches(".*/(" + entries + ")"))
                .toList();
    }

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
