// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tool;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Tests that need a program are skipped for want of it only where they may be. */
@RunsOnce
class ToolsTest {

    @TempDir
    Path bin;

    @BeforeEach
    void install_openssl() throws IOException {
        Path openssl = Files.createFile(bin.resolve("openssl"));
        if (!openssl.toFile().setExecutable(true)) {
            throw new IOException(openssl + " cannot be made executable");
        }
    }

    @Test
    void a_program_on_the_path_is_found() {
        Tools tools = new Tools(Set.of(bin), Set.of("openssl"));

        assertThatCode(() -> tools.need("openssl")).doesNotThrowAnyException();
    }

    @Test
    void a_missing_program_skips_the_test_and_is_named() {
        Tools tools = new Tools(Set.of(bin), Set.of("openssl"));

        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> tools.need("openssl", "kubectl"))
                .withMessageContaining("kubectl is not on the PATH");
    }

    @Test
    void a_missing_program_that_is_required_fails_the_test() {
        Tools tools = new Tools(Set.of(bin), Set.of("openssl", "kubectl"));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tools.need("openssl", "kubectl"))
                .withMessageContaining("kubectl is not on the PATH, but KUBEUSER_REQUIRE asks for it");
    }
}
