// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The RBAC policies of well-known projects, as they publish them, each in a folder with its name: beside the
 * repository, or where {@code -Dtest.policies=FOLDER} says.
 */
public final class PublishedPolicies {

    /** The folder of all. */
    public static final Path FOLDER = Path.of(System.getProperty(
            "test.policies", SourceTree.file("../shared/policies").toString()));

    /**
     * The lock of tests that apply them (to read), and of those that say who alone may do something in their cluster
     * (to write): some bindings of these policies hold in every namespace.
     */
    public static final String IN_FORCE = "published policies in force";

    private PublishedPolicies() {}

    /** Leaves a test out where they are not there. */
    public static void require() {
        Assumptions.assumeTrue(
                Files.isDirectory(FOLDER),
                () -> "not run: there are no published policies in " + FOLDER.toAbsolutePath()
                        + "; name their folder by -Dtest.policies=");
    }
}
