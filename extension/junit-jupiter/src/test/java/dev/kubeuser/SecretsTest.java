// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.access.PemFiles;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.ClusterHost;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonDifferenceCalculator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private keys are nowhere but in 0600 files and in what was asked for by name. */
@KubeCluster
@NeedsUnix
class SecretsTest {

    @Test
    void no_text_form_has_a_key(
            @KubeUser("alice") KubeAccess alice,
            @KubeUser("alice") Kubeconfig kubeconfig,
            @KubeUser("alice") PemFiles files,
            @KubeUser("alice") CertificateFlow flow,
            Cluster cluster) {
        kubeconfig.file();
        files.privateKey();
        flow.run();
        List<String> secrets = secretsOf(alice);
        Stream.of(alice, alice.credential(), kubeconfig, files, flow, flow.user(), flow.state(), cluster)
                .map(Object::toString)
                .forEach(text -> assertThat(secrets).noneMatch(text::contains));
    }

    /** AssertJ prints the fields of what it compares recursively. */
    @Test
    void no_comparison_prints_a_key(
            @KubeUser("alice") KubeAccess alice,
            @KubeUser("bob") KubeAccess bob,
            @KubeServiceAccount("default/one") KubeAccess one,
            @KubeServiceAccount("default/other") KubeAccess other) {
        String token = one.token().token();
        assertThat(one.kubeconfig().text()).contains(token);
        List<String> secrets =
                Stream.concat(secretsOf(alice).stream(), Stream.of(token)).toList();
        Map.of(
                        alice.kubeconfig(), bob.kubeconfig(),
                        alice.pemFiles(), bob.pemFiles(),
                        alice.credential(), bob.credential(),
                        one.kubeconfig(), other.kubeconfig())
                .forEach((left, right) -> assertThat(differencesOf(left, right))
                        .isNotEmpty()
                        .allSatisfy(text -> assertThat(secrets).noneMatch(text::contains)));
    }

    private static List<String> differencesOf(Object left, Object right) {
        return new RecursiveComparisonDifferenceCalculator()
                .determineDifferences(left, right, new RecursiveComparisonConfiguration()).stream()
                        .map(Object::toString)
                        .toList();
    }

    /** A run at full verbosity whose test fails: its output, the control plane's log and audit log together. */
    @Test
    @RunsOn(except = EXISTING, because = "the logs of an existing cluster are with its owner")
    void no_log_and_no_report_has_a_key(@TempDir Path directory) throws IOException, InterruptedException {
        try (ChildJvm child = ChildTest.start(
                directory,
                Failing.class,
                "-Dkubeuser.log-verbosity=10",
                "-Djava.util.logging.config.file=" + everything(directory),
                "-Dtest.directory=" + directory)) {
            assertThat(child.awaitEnd()).isEqualTo(1);
            String all = child.output()
                    + Files.readString(directory.resolve("log"))
                    + Files.readString(directory.resolve("audit"));
            assertThat(all).contains("made to fail", "\"auditID\"").hasSizeGreaterThan(100_000);
            List<String> secrets = Files.readAllLines(directory.resolve("secrets"));
            assertThat(secrets).hasSizeGreaterThan(3).noneMatch(all::contains);
        }
    }

    private static Path everything(Path directory) throws IOException {
        return Files.writeString(
                directory.resolve("logging.properties"),
                "handlers=java.util.logging.ConsoleHandler\n.level=ALL\njava.util.logging.ConsoleHandler.level=ALL\n");
    }

    @KubeUser("alice")
    static class Failing {
        @Test
        void fails(KubeAccess alice, @KubeAdmin KubeAccess admin, Cluster cluster) throws IOException {
            Path directory = Path.of(System.getProperty("test.directory"));
            alice.kubeconfig().file();
            alice.get("/api/v1/secrets");
            Files.write(
                    directory.resolve("secrets"),
                    Stream.of(secretsOf(alice), secretsOf(admin), tokens(cluster.directory()))
                            .flatMap(List::stream)
                            .toList());
            Files.writeString(directory.resolve("log"), ClusterHost.of(cluster).log(cluster));
            Files.copy(cluster.auditLog().orElseThrow(), directory.resolve("audit"));
            throw new AssertionError("made to fail, as " + alice + " with " + alice.credential());
        }
    }

    /** Those of the administrator; k3s has none. */
    private static List<String> tokens(Path directory) throws IOException {
        Path file = directory.resolve("pki/admin-tokens.csv");
        return Files.exists(file) ? List.of(Files.readString(file).split(",", -1)[0]) : List.of();
    }

    /** Each line of the key, as PEM and as it stands in a kubeconfig. */
    private static List<String> secretsOf(KubeAccess access) {
        String pem = access.credential().privateKeyPem();
        String inKubeconfig = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
        return Stream.concat(
                        pem.lines().filter(line -> !line.startsWith("-----") && line.length() > 16),
                        Stream.of(inKubeconfig.substring(60, 120)))
                .toList();
    }

    static class OnDisk {
        @Test
        void all_is_private(@KubeUser("alice") KubeAccess alice, Cluster cluster) throws IOException {
            alice.kubeconfig().file();
            alice.pemFiles().privateKey();
            try (Stream<Path> files = Files.walk(cluster.directory())) {
                List<Path> all = files.toList();
                assertThat(all).anyMatch(file -> file.endsWith("client.key"));
                assertThat(all).allSatisfy(SecretsTest::assertPrivate);
            }
        }
    }

    /** In a run of its own: elsewhere files come and go. */
    @Test
    void all_that_is_on_disk_is_private() {
        EngineRun.of(Map.of(), OnDisk.class).assertSuccessful(1);
    }

    private static void assertPrivate(Path file) throws IOException {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (Files.isDirectory(file)) {
            assertThat(mode).as(file.toString()).isEqualTo("rwx------");
        } else if (Files.isRegularFile(file)) {
            assertThat(mode).as(file.toString()).isIn("rw-------", "r--------");
        }
    }
}
