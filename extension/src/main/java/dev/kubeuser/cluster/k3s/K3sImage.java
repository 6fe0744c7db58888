package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.kubeuser.cluster.ClusterException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/** The image of k3s: its name, and whether the engine has it. */
final class K3sImage {

    private static final int PULL_MINUTES = 10;
    private static final String REPOSITORY = "rancher/k3s";

    private K3sImage() {}

    /** Reads the name of rancher/k3s, or of an image that the user declares compatible. */
    static DockerImageName parse(String image) {
        DockerImageName name = DockerImageName.parse(image);
        name.assertValid();
        return name.asCompatibleSubstituteFor(REPOSITORY);
    }

    /** Whether the engine has the image under the name that Testcontainers uses. */
    static boolean isLocal(DockerClient engine, String image) {
        try {
            engine.inspectImageCmd(realName(image)).exec();
            return true;
        } catch (NotFoundException absent) {
            return false;
        }
    }

    /** The digest of an image that the engine has. */
    static String id(String image) {
        return String.valueOf(DockerClientFactory.lazyClient()
                .inspectImageCmd(realName(image))
                .exec()
                .getId());
    }

    private static String realName(String image) {
        return ImageNameSubstitutor.instance().apply(parse(image)).asCanonicalNameString();
    }

    /**
     * Pulls the image once if the engine lacks it. Testcontainers would retry for minutes, whatever the registry
     * answers.
     */
    static void provide(String image) {
        if (isLocal(DockerClientFactory.lazyClient(), image)) {
            return;
        }
        try {
            pull(realName(image));
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while the image " + image + " was pulled", interrupt);
        } catch (DockerException | DockerClientException refusal) {
            throw unavailable(image, refusal.getMessage(), refusal);
        }
    }

    private static void pull(String name) throws InterruptedException {
        boolean done = DockerClientFactory.lazyClient()
                .pullImageCmd(name)
                .exec(new PullImageResultCallback())
                .awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES);
        if (!done) {
            throw new DockerClientException("not pulled within " + PULL_MINUTES + " minutes");
        }
    }

    private static ClusterException unavailable(String image, @Nullable String reason, Exception cause) {
        return new ClusterException(
                "The image " + image + " could not be pulled: " + reason
                        + "\nPull it by hand, set kubeuser.k3s.image to a copy, or set kubeuser.cluster=embedded to run"
                        + " without containers.",
                cause);
    }
}
