package dev.kubeuser.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.shop.BuildResult;
import dev.kubeuser.shop.LeadingJar;
import dev.kubeuser.shop.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users' projects that depend on the official client too. Maven takes the version of a library that it meets first, so each
 * order of the dependencies, with the BOM and without it, is another class path.
 */
class OfficialClientTest {

    private static final Map<String, Path> POMS = Map.of(
            "kubeuser-parent", Path.of("../../pom.xml"),
            "kubeuser-bom", Path.of("../../extension/bom/pom.xml"),
            "kubeuser-core", Path.of("../../extension/core/pom.xml"),
            "kubeuser-proof", Path.of("../../extension/proof/pom.xml"),
            "kubeuser-junit-jupiter", Path.of("../../extension/junit-jupiter/pom.xml"));

    @Test
    void reads_a_kubeconfig_whatever_the_order_of_the_dependencies(@TempDir Path project) throws IOException {
        LocalRepository repository = LocalRepository.at(Path.of("target/repository-of-users"));
        for (Map.Entry<String, Path> pom : POMS.entrySet()) {
            repository.putPom(pom.getKey(), Files.readString(pom.getValue()));
        }
        LeadingJar.write(
                repository.file("kubeuser-core", ".jar"), classPath("extension/core/target/.*|kubeuser-core-[^/]*"));
        LeadingJar.write(
                repository.file("kubeuser-proof", ".jar"), classPath("extension/proof/target/.*|kubeuser-proof-[^/]*"));
        LeadingJar.write(repository.file("kubeuser-junit-jupiter", ".jar"), List.of());
        Shop.copy(Path.of("src/test/resources/client-java"), project);

        BuildResult tests = repository.mvn(
                project,
                List.of(
                        "-fae",
                        "-Dcompiler=" + System.getProperty("compiler.under.test"),
                        "-Dclient-java=" + System.getProperty("client-java.under.test"),
                        "-Dmaven.test.additionalClasspath="
                                + classPath("control-plane/.*/target/.*|kubeuser-control-plane-[^/]*").stream()
                                        .map(Path::toString)
                                        .collect(Collectors.joining(",")),
                        "test"));

        assertThat(tests.exitValue()).as(tests.output()).isZero();
        assertThat(tests.output().split("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0\\R", -1))
                .hasSize(5);
    }

    /** Returns what is on this JVM's class path, from the reactor or from the local repository. */
    private static List<Path> classPath(String entries) {
        return LeadingJar.classPathOfThisJvm()
                .filter(entry -> entry.toString().replace('\\', '/').matches(".*/(" + entries + ")"))
                .toList();
    }
}
