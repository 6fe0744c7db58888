package dev.kubeuser.kinds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A shell with the usual commands, for images of containers that end themselves. */
public final class Shell {

    /** The stand-in's shell: a statically linked busybox. */
    static final Path PROGRAM = Path.of("/bin/busybox");

    private Shell() {}

    /** Whether this machine has a static busybox. A dynamic one names the loader of its libraries. */
    static boolean isThere() {
        try {
            return Files.exists(PROGRAM)
                    && !Files.readString(PROGRAM, StandardCharsets.ISO_8859_1).contains("/ld-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Whether the image under test has one, as {@code rancher/k3s} does.
     *
     * @throws IllegalStateException if not, and KUBEUSER_REQUIRE names busybox
     */
    public static boolean isInImage() {
        boolean there = System.getProperty(KindUnderTest.IMAGE) != null || isThere();
        if (!there && Required.isRequired("busybox")) {
            throw new IllegalStateException(PROGRAM + " is not a static program, and KUBEUSER_REQUIRE asks for one"
                    + " (Debian: busybox-static)");
        }
        return there;
    }
}
