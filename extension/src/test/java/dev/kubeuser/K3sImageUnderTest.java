package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * The image that tests of k3s run: the one named by {@code -Dkubeuser.k3s.image}, or else a stand-in that is built here
 * from the control plane, with k3s's command line and files. Where no container engine answers the tests are not run,
 * and say so; where the environment variable KUBEUSER_REQUIRE names docker they fail.
 */
final class K3sImageUnderTest {

    private static final String SETTING = "kubeuser.k3s.image";
    private static final String STAND_IN = "localhost/kubeuser/k3s-stand-in:tests";
    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final Path PROGRAM = Path.of("..", "control-plane", "target", "k3s-stand-in", "k3s");

    private K3sImageUnderTest() {}

    static boolean isStandIn() {
        return System.getProperty(SETTING) == null;
    }

    /** Empty without an engine to run it. */
    static String name() {
        if (!isEngineThere()) {
            return "";
        }
        return isStandIn() ? buildStandIn() : System.getProperty(SETTING);
    }

    private static boolean isEngineThere() {
        boolean answers = engineAnswers();
        if (isRequired("docker")) {
            assertThat(answers)
                    .as("a container engine answers, as KUBEUSER_REQUIRE asks")
                    .isTrue();
        }
        return answers;
    }

    /** Testcontainers can take minutes to find out that it lacks an image of its own. */
    private static boolean engineAnswers() {
        return CompletableFuture.supplyAsync(
                        () -> DockerClientFactory.instance().isDockerAvailable())
                .completeOnTimeout(false, 30, TimeUnit.SECONDS)
                .join();
    }

    private static String buildStandIn() {
        assertThat(PROGRAM)
                .as("the k3s stand-in, which control-plane builds for its tests")
                .isExecutable();
        ImageFromDockerfile image = new ImageFromDockerfile(STAND_IN, false).withFileFromPath("k3s", PROGRAM);
        if (hasShell()) {
            image.withFileFromPath("sh", BUSYBOX);
        }
        String shell = hasShell() ? "COPY sh /bin/sh\n" : "";
        return image.withFileFromString(
                        "Dockerfile", "FROM scratch\nCOPY k3s /bin/k3s\n" + shell + "ENTRYPOINT [\"/bin/k3s\"]\n")
                .get();
    }

    /**
     * Whether the image has a shell with the usual commands: rancher/k3s does; the stand-in, where this machine has a
     * busybox that needs no libraries. Fails without if the environment variable KUBEUSER_REQUIRE names busybox.
     */
    static boolean hasShell() {
        boolean there = !isStandIn() || isStatic(BUSYBOX);
        if (isRequired("busybox")) {
            assertThat(there)
                    .as(BUSYBOX + " is a static program, as KUBEUSER_REQUIRE asks")
                    .isTrue();
        }
        return there;
    }

    /** Any other names the loader of its libraries. */
    private static boolean isStatic(Path program) {
        try {
            return Files.exists(program)
                    && !Files.readString(program, StandardCharsets.ISO_8859_1).contains("/ld-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isRequired(String program) {
        String required = System.getenv().getOrDefault("KUBEUSER_REQUIRE", "");
        return Arrays.asList(required.split(",", -1)).contains(program);
    }
}
