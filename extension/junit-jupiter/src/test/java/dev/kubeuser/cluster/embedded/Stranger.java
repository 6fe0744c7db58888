// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.util.List;
import java.util.Objects;

/** Another user of this machine. Only root can become somebody else. */
final class Stranger {

    /** "nobody" where that name is known, and nobody's where it is not. */
    private static final String NUMBER = "65534";

    private Stranger() {}

    /** Skips a test that needs another user. */
    static void require() {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped, for only root can be another user, too");
    }

    /** Begins a script of a shell as the other user. */
    static Process start(String script) throws IOException {
        List<String> command =
                List.of("setpriv", "--reuid=" + NUMBER, "--regid=" + NUMBER, "--clear-groups", "sh", "-ec", script);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Runs a script of a shell as the other user, which must succeed. */
    static void run(String script) throws IOException, InterruptedException {
        Process process = start(script);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** Gives what is at a path, also a link, to the other user. */
    static Path give(Path path) throws IOException {
        Objects.requireNonNull(
                        Files.getFileAttributeView(path, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS))
                .setOwner(path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NUMBER));
        return path;
    }
}
