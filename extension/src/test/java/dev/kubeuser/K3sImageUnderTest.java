package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

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
        String required = System.getenv().getOrDefault("KUBEUSER_REQUIRE", "");
        boolean answers = engineAnswers();
        if (Arrays.asList(required.split(",", -1)).contains("docker")) {
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
        return new ImageFromDockerfile(STAND_IN, false)
                .withFileFromPath("k3s", PROGRAM)
                .withFileFromString("Dockerfile", "FROM scratch\nCOPY k3s /bin/k3s\nENTRYPOINT [\"/bin/k3s\"]\n")
                .get();
    }
}
