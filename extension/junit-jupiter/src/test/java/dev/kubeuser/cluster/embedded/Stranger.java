// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
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

    /** Gives what is at a path, also a link, to the other user. */
    static Path give(Path path) throws IOException {
        Objects.requireNonNull(
                        Files.getFileAttributeView(path, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS))
                .setOwner(path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NUMBER));
        return path;
    }
}
