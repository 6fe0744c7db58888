// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** First tests of a policy, and that the table holds at once; the library has the test of the class. */
class InitCommandTest {

    private static final String RBAC = "src/test/resources/run/rbac.yaml";

    @TempDir
    private Path directory;

    /** The page on the command line shows it. */
    @Test
    void the_table_holds() throws IOException {
        Run init = Run.of("init", directory.toString(), RBAC).ended(0);
        Path table = directory.resolve("access.yaml");
        assertThat(init.out()).isEqualTo(table + "\n");
        assertThat(table).content().isEqualTo(Files.readString(Path.of("src/test/resources/test/first.yaml")));
        Run test = Run.of("test", table.toString(), "--manifests", RBAC).ended(0);
        assertThat(test.out()).startsWith("8 lines: 8 as written\n100 % of 4 permissions covered, ");
        Run again = Run.of("init", directory.toString(), RBAC).ended(2);
        assertThat(again.err()).contains("access.yaml exists, and is not replaced");
    }

    @Test
    void mistakes() throws IOException {
        assertMistake("Missing required parameter", directory.toString());
        assertMistake("no-such.yaml", directory.toString(), "no-such.yaml");
        Path file = Files.createFile(directory.resolve("file"));
        assertMistake("is not a directory", file.toString(), RBAC);
    }

    private static void assertMistake(String message, String directory, String... sources) {
        String[] arguments = new String[sources.length + 2];
        arguments[0] = "init";
        arguments[1] = directory;
        System.arraycopy(sources, 0, arguments, 2, sources.length);
        assertThat(Run.of(arguments).ended(2).err()).contains(message).doesNotContain("\tat ");
    }
}
