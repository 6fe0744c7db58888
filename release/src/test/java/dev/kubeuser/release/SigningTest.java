// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** release/sign signs each file of a release, and release/verify finds whatever is not as it was signed. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "release/sign runs where releases are made")
class SigningTest {

    private static final String LIBRARY = "dev/kubeuser/kubeuser-bom/1.2.3/kubeuser-bom-1.2.3";
    private static final String MARKER =
            "dev/kubeuser/dev.kubeuser.gradle.plugin/1.2.3/dev.kubeuser.gradle.plugin-1.2.3";

    private static final String ARCHIVE = "kubeuser-1.2.3-linux-amd64.tar.gz";

    /** Signed once: making a key takes long. */
    @TempDir(cleanup = CleanupMode.ALWAYS)
    private static Path signed;

    @TempDir
    private Path release;

    @BeforeAll
    static void sign() throws Exception {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        boolean found = Arrays.stream(path.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "gpg")));
        List<String> required = List.of(Optional.ofNullable(System.getenv("KUBEUSER_REQUIRE"))
                .orElse("")
                .split(","));
        if (!found && required.contains("gpg")) {
            throw new AssertionError("gpg is not on the PATH, but KUBEUSER_REQUIRE asks for it");
        }
        assumeTrue(found, "skipped, for gpg is not on the PATH");
        stage(signed);
        assertThat(Command.must(signed, script("sign"), "1.2.3", signed.toString()))
                .endsWith("6 artifacts are signed, 14 files have the digests of SHA256SUMS\n");
    }

    private static void stage(Path directory) throws IOException {
        for (String name : List.of(
                LIBRARY + ".jar",
                LIBRARY + ".pom",
                LIBRARY + ".pom.sha1",
                LIBRARY + ".pom.md5",
                LIBRARY + "-cyclonedx.json",
                MARKER + ".pom",
                ARCHIVE,
                "kubeuser-control-plane-1.36-1.2.3-darwin-arm64.jar")) {
            write(directory.resolve("staging").resolve(name), "content of " + name);
        }
    }

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.walk(signed)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = release.resolve(signed.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Test
    void what_was_signed_is_verified() throws Exception {
        Command.must(release, verify());
        assertThat(release.resolve("SHA256SUMS")).content().hasLineCount(14).contains(MARKER + ".pom.asc");
    }

    /** As the page about the archive has it, in a directory that has nothing but the archive and the digests. */
    @Test
    void a_download_is_verified_by_the_digests(@TempDir Path directory) throws Exception {
        Files.copy(staged(ARCHIVE), directory.resolve(ARCHIVE));
        Files.copy(release.resolve("SHA256SUMS"), directory.resolve("SHA256SUMS"));
        assertThat(Command.must(directory, "sha256sum", "--check", "--ignore-missing", "SHA256SUMS"))
                .contains(ARCHIVE + ": OK");
    }

    @Test
    void a_file_without_its_signature_is_found() throws Exception {
        Files.delete(staged(MARKER + ".pom.asc"));
        Command.run(release, verify()).assertFailedWith(MARKER + ".pom has no signature");
    }

    @Test
    void a_file_that_came_later_is_found() throws Exception {
        write(staged(LIBRARY + "-sources.jar"), "new");
        Command.run(release, verify()).assertFailedWith(LIBRARY + "-sources.jar has no signature");
        write(staged(LIBRARY + "-sources.jar.md5"), "new");
        Files.delete(staged(LIBRARY + "-sources.jar"));
        Command.run(release, verify()).assertFailedWith(LIBRARY + "-sources.jar.md5 is listed in SHA256SUMS or there");
    }

    @Test
    void a_file_that_is_gone_with_its_signature_is_found() throws Exception {
        Files.delete(staged(MARKER + ".pom"));
        Files.delete(staged(MARKER + ".pom.asc"));
        Command.run(release, verify()).assertFailedWith(MARKER + ".pom is listed in SHA256SUMS or there, but not both");
    }

    @Test
    void an_altered_file_is_found() throws Exception {
        write(staged(LIBRARY + ".jar"), "altered");
        Command.run(release, verify()).assertFailedWith(LIBRARY + ".jar.asc is not a signature of the key");
    }

    @Test
    void an_altered_checksum_is_found() throws Exception {
        write(staged(LIBRARY + ".pom.sha1"), "altered");
        Command.run(release, verify()).assertFailedWith("files differ from their digests in SHA256SUMS");
    }

    @Test
    void altered_digests_are_found() throws Exception {
        Path sums = release.resolve("SHA256SUMS");
        write(sums, Files.readString(sums).replaceFirst("^.", "0").replaceFirst("\n.", "\n1"));
        Command.run(release, verify()).assertFailedWith("SHA256SUMS.asc is not a signature of the key");
    }

    @Test
    void the_signature_of_another_file_is_found() throws Exception {
        Path other = staged(LIBRARY + ".jar.asc");
        write(staged(LIBRARY + ".pom.asc"), Files.readString(other));
        Command.run(release, verify()).assertFailedWith(LIBRARY + ".pom.asc is not a signature of the key");
    }

    /** Whoever gets in between can sign everything with a key of their own, and send that key along. */
    @Test
    void a_release_signed_by_another_key_is_found() throws Exception {
        String key = Files.readString(release.resolve("key.asc"));
        Files.delete(release.resolve("SHA256SUMS"));
        try (Stream<Path> files = Files.walk(release.resolve("staging"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".asc")).toList()) {
                Files.delete(file);
            }
        }
        Command.must(release, script("sign"), "1.2.3", release.toString());
        Path expected = release.resolve("expected.asc");
        write(expected, key);
        Command.run(release, script("verify"), release.toString(), expected.toString())
                .assertFailedWith("is not a signature of the key");
    }

    @Test
    void a_key_is_needed() throws Exception {
        write(release.resolve("key.asc"), "");
        Command.run(release, verify()).assertFailedWith("key.asc holds no public key");
        write(release.resolve("key.asc"), "\n");
        assertThat(Command.run(release, verify()).exitCode()).isNotZero();
    }

    @Test
    void nothing_is_no_release(@TempDir Path empty) throws Exception {
        Files.createDirectory(empty.resolve("staging"));
        Files.copy(release.resolve("key.asc"), empty.resolve("key.asc"));
        Command.run(empty, script("verify"), empty.toString(), empty.resolve("key.asc") + "")
                .assertFailedWith("staging holds no artifact");
        Command.run(empty, script("sign"), "1.2.3", empty.toString()).assertFailedWith("staging is empty");
    }

    /** The job that stages runs code of others; it gets no signature for what is not a release. */
    @Test
    void only_artifacts_of_the_version_are_signed(@TempDir Path staged) throws Exception {
        stage(staged);
        for (String name : List.of(
                "dev/kubeuser/kubeuser-bom/1.2.4/kubeuser-bom-1.2.4.jar",
                "dev/kubeuser/kubeuser-bom/1.2.3/other-1.2.3.jar",
                "org/example/a/1.2.3/a-1.2.3.jar",
                "dev/kubeuser/kubeuser-bom/1.2.3/kubeuser-bom-1.2.3.sh",
                "kubeuser-1.2.4-linux-amd64.tar.gz",
                "kubeuser-control-plane-1.36-1.2.3.sh",
                LIBRARY + ".jar.asc")) {
            Path foreign = staged.resolve("staging").resolve(name);
            write(foreign, "foreign");
            Command.run(staged, script("sign"), "1.2.3", staged.toString())
                    .assertFailedWith(name + " is not an artifact of 1.2.3");
            Files.delete(foreign);
        }
        Path link = staged.resolve("staging").resolve(LIBRARY + "-sources.jar");
        Files.createSymbolicLink(link, write(staged.resolve("elsewhere"), "of the machine"));
        Command.run(staged, script("sign"), "1.2.3", staged.toString()).assertFailedWith("is not a plain file");
        assertThat(staged.resolve("SHA256SUMS")).doesNotExist();
    }

    private static String script(String name) {
        return Command.ROOT.resolve("release").resolve(name).toString();
    }

    private String[] verify() {
        return new String[] {
            script("verify"), release.toString(), release.resolve("key.asc").toString()
        };
    }

    private Path staged(String name) {
        return release.resolve("staging").resolve(name);
    }

    private static Path write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content, UTF_8);
    }
}
