// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** release/sign signs each file of a release, and release/verify finds whatever is not as it was signed. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "release/sign runs where releases are made")
class SigningTest {

    private static final String LIBRARY = "dev/kubeuser/kubeuser-bom/1.2.3/kubeuser-bom-1.2.3";
    private static final String MARKER =
            "dev/kubeuser/dev.kubeuser.gradle.plugin/1.2.3/dev.kubeuser.gradle.plugin-1.2.3.pom";
    private static final String ARCHIVE = "kubeuser-1.2.3-linux-amd64.tar.gz";

    /** Signed once: making a key takes long. */
    @TempDir(cleanup = CleanupMode.ALWAYS)
    private static Path signed;

    @TempDir
    private Path release;

    @BeforeAll
    static void sign() throws Exception {
        boolean isThere = Command.run(signed, "bash", "-c", "command -v gpg").exitCode() == 0;
        String required = System.getenv().getOrDefault("KUBEUSER_REQUIRE", "");
        boolean isRequired = List.of(required.split(",", -1)).contains("gpg");
        assumeTrue(isThere || isRequired, "skipped, for gpg is not on the PATH");
        stage(signed);
        assertThat(Command.must(signed, script("sign"), "1.2.3", "."))
                .endsWith("6 artifacts are signed, 14 files have the digests of SHA256SUMS\n");
    }

    private static void stage(Path directory) throws IOException {
        for (String name : List.of(
                LIBRARY + ".jar",
                LIBRARY + ".pom",
                LIBRARY + ".pom.sha1",
                LIBRARY + ".pom.md5",
                LIBRARY + "-cyclonedx.json",
                MARKER,
                ARCHIVE,
                "kubeuser-control-plane-1.36-1.2.3-darwin-arm64.jar")) {
            Path file = directory.resolve("staging").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "content of " + name, UTF_8);
        }
    }

    @BeforeEach
    void copy() throws Exception {
        Command.must(release, "cp", "-R", signed + "/.", ".");
    }

    /** As the page about the archive has it, in a directory that has nothing but the archive and the digests. */
    @Test
    void a_download_is_verified_by_the_digests(@TempDir Path directory) throws Exception {
        Files.copy(release.resolve("staging").resolve(ARCHIVE), directory.resolve(ARCHIVE));
        Files.copy(release.resolve("SHA256SUMS"), directory.resolve("SHA256SUMS"));
        assertThat(Command.must(directory, "sha256sum", "--check", "--ignore-missing", "SHA256SUMS"))
                .contains(ARCHIVE + ": OK");
    }

    /** After shell commands in the folder of the files. Whoever gets in between can have a key of their own, too. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a file without its signature           | rm $M.asc                                 | $M has no signature
            a file that came later                 | echo new >$L-sources.jar                  | $L-sources.jar has no signature
            a checksum that came later             | echo new >$L-sources.jar.md5              | $L-sources.jar.md5 is listed in SHA256SUMS or there, but not both
            a file that is gone with its signature | rm $M $M.asc                              | $M is listed in SHA256SUMS or there, but not both
            an altered file                        | echo altered >$L.jar                      | $L.jar.asc is not a signature of the key
            an altered checksum                    | echo altered >$L.pom.sha1                 | files differ from their digests in SHA256SUMS
            altered digests                        | sed -i '1s/^./0/; 2s/^./1/' ../SHA256SUMS | SHA256SUMS.asc is not a signature of the key
            the signature of another file          | cp $L.jar.asc $L.pom.asc                  | $L.pom.asc is not a signature of the key
            no key                                 | : >../key.asc                             | key.asc holds no public key
            a key that is none                     | echo >../key.asc                          | key.asc holds no public key
            nothing                                | rm -r *                                   | staging holds no artifact
            all signed by another key | cp ../key.asc ../ours; rm ../SHA256SUMS $(find . -name '*.asc'); $SIGN 1.2.3 .. && mv ../ours ../key.asc | is not a signature of the key
            """)
    void what_is_not_as_it_was_signed_is_found(String what, String change, String sentence) throws Exception {
        String variables = "L=%s M=%s SIGN=%s; ".formatted(LIBRARY, MARKER, script("sign"));
        Command.must(release.resolve("staging"), "bash", "-ec", variables + change);
        Command.run(release, script("verify"), ".", "key.asc")
                .assertFailedWith(sentence.replace("$L", LIBRARY).replace("$M", MARKER));
    }

    @Test
    void nothing_is_not_signed(@TempDir Path empty) throws Exception {
        Files.createDirectory(empty.resolve("staging"));
        Command.run(empty, script("sign"), "1.2.3", ".").assertFailedWith("staging is empty");
    }

    /** The job that stages runs code of others; it gets no signature for what is not a release. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            touch                | dev/kubeuser/kubeuser-bom/1.2.4/kubeuser-bom-1.2.4.jar         | is not an artifact of 1.2.3
            touch                | dev/kubeuser/kubeuser-bom/1.2.3/other-1.2.3.jar                | is not an artifact of 1.2.3
            touch                | org/example/a/1.2.3/a-1.2.3.jar                                | is not an artifact of 1.2.3
            touch                | dev/kubeuser/kubeuser-bom/1.2.3/kubeuser-bom-1.2.3.sh          | is not an artifact of 1.2.3
            touch                | kubeuser-1.2.4-linux-amd64.tar.gz                              | is not an artifact of 1.2.3
            touch                | kubeuser-control-plane-1.36-1.2.3.sh                           | is not an artifact of 1.2.3
            touch                | dev/kubeuser/kubeuser-bom/1.2.3/kubeuser-bom-1.2.3.jar.asc     | is not an artifact of 1.2.3
            ln -s $PWD/elsewhere | dev/kubeuser/kubeuser-bom/1.2.3/kubeuser-bom-1.2.3-sources.jar | is not a plain file
            """)
    void only_plain_files_of_the_version_are_signed(String make, String foreign, String sentence, @TempDir Path staged)
            throws Exception {
        stage(staged);
        Path file = staged.resolve("staging").resolve(foreign);
        Files.createDirectories(file.getParent());
        Command.must(staged, "bash", "-ec", make + " " + file);
        Command.run(staged, script("sign"), "1.2.3", ".").assertFailedWith(foreign + " " + sentence);
        assertThat(staged.resolve("SHA256SUMS")).doesNotExist();
    }

    private static String script(String name) {
        return Command.ROOT.resolve("release").resolve(name).toString();
    }
}
