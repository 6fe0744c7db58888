// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * The image of k3s in these tests: the one named by {@code -Dkubeuser.k3s.image}, or else the stand-in, which has k3s's
 * command line and files and runs this project's own control plane.
 */
final class K3sImage {

    /** Specific to this folder, so that parallel builds do not find each other's containers. */
    static final String STAND_IN = "localhost/kubeuser/k3s-stand-in:tests-"
            + Integer.toHexString(Path.of("").toAbsolutePath().hashCode());

    /** The same program, whose controllers and objects are there as soon as the server is. */
    private static final String QUICK = STAND_IN + "-quick";

    /** The quick one, whose own objects wait for the signal USR1. */
    private static final String HELD = STAND_IN + "-held";

    private static final Path PROGRAM = SourceTree.file("control-plane/target/k3s-stand-in/k3s");
    private static final Path SHELL = Path.of("/bin/busybox");
    private static final int PATIENCE_SECONDS = 30;

    private K3sImage() {}

    /** Provides it. A missing container engine is an obstacle; a missing part of the stand-in is an error. */
    static Map<String, String> settings() {
        if (!engineAnswers()) {
            return Map.of(KindUnderTest.OBSTACLE, "no container engine answers, see docs/development/tests.md");
        }
        String named = System.getProperty(KindUnderTest.IMAGE, "");
        if (!named.isEmpty()) {
            return Map.of();
        }
        buildStandIn();
        return Map.of(
                KindUnderTest.IMAGE, STAND_IN,
                KindUnderTest.QUICK_IMAGE, QUICK,
                KindUnderTest.HELD_IMAGE, HELD);
    }

    /** With its variants. */
    static List<String> names() {
        String named = System.getProperty(KindUnderTest.IMAGE, "");
        return named.isEmpty() ? List.of(STAND_IN, QUICK, HELD) : List.of(named);
    }

    /**
     * Whether the engine answers. Testcontainers may take minutes to find out that one of its own images is missing.
     */
    static boolean engineAnswers() {
        return CompletableFuture.supplyAsync(
                        () -> DockerClientFactory.instance().isDockerAvailable())
                .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    static void buildStandIn() {
        require(isStatic(SHELL), "no static " + SHELL + ", its shell (Debian: busybox-static)");
        require(
                Files.isExecutable(PROGRAM),
                "no " + PROGRAM + "; build it by mvn -pl :kubeuser-control-plane -am test, or name an image by -D"
                        + KindUnderTest.IMAGE);
        new ImageFromDockerfile(STAND_IN, false)
                .withFileFromPath("k3s", PROGRAM)
                .withFileFromPath("sh", SHELL)
                .withFileFromString(
                        "Dockerfile", "FROM scratch\nCOPY k3s /bin/k3s\nCOPY sh /bin/sh\nENTRYPOINT [\"/bin/k3s\"]\n")
                .get();
        buildVariant(QUICK, "K3S_STAND_IN_PACE=quick");
        buildVariant(HELD, "K3S_STAND_IN_PACE=quick K3S_STAND_IN_BELONGINGS=on-signal");
    }

    private static void buildVariant(String name, String variables) {
        new ImageFromDockerfile(name, false)
                .withFileFromString("Dockerfile", "FROM " + STAND_IN + "\nENV " + variables + "\n")
                .get();
    }

    private static void require(boolean isThere, String missing) {
        if (!isThere) {
            throw new IllegalStateException("The stand-in for k3s cannot be built: there is " + missing);
        }
    }

    /** A dynamic program names the loader of its libraries. */
    private static boolean isStatic(Path program) {
        try {
            return Files.exists(program)
                    && !Files.readString(program, StandardCharsets.ISO_8859_1).contains("/ld-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
