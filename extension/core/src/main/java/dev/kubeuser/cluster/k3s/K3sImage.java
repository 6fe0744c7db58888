package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/** The image of k3s: its name, and whether the engine has it. */
final class K3sImage {

    private static final System.Logger LOG = System.getLogger(K3sImage.class.getName());

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
            engine.inspectImageCmd(realName(image).asCanonicalNameString()).exec();
            return true;
        } catch (NotFoundException absent) {
            return false;
        }
    }

    private static DockerImageName realName(String image) {
        return ImageNameSubstitutor.instance().apply(parse(image));
    }

    /**
     * Pulls the image once if the engine lacks it. Testcontainers would retry for minutes, whatever the registry
     * answers.
     *
     * @param progress how long that may take
     */
    static void provide(DockerClient engine, String image, StartProgress progress) {
        if (isLocal(engine, image)) {
            return;
        }
        progress.now(StartStep.IMAGE);
        DockerImageName name = realName(image);
        try {
            pull(engine, name, progress);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while the image " + image + " was pulled", interrupt);
        } catch (DockerException | DockerClientException refusal) {
            throw new ClusterException(
                    "The image " + image + " could not be pulled: " + refusal.getMessage()
                            + ".\n"
                            + "Pull it by hand, set kubeuser.k3s.image to a copy, or set kubeuser.cluster=embedded to"
                            + " run without containers.",
                    refusal);
        }
    }

    /** Closing the callback ends the pull in the engine too. */
    private static void pull(DockerClient engine, DockerImageName name, StartProgress progress)
            throws InterruptedException {
        try (PullImageResultCallback answer =
                engine.pullImageCmd(name.asCanonicalNameString()).exec(new PullImageResultCallback())) {
            long millis = progress.timeout().multipliedBy(2).toMillis(); // whoever waits for the start gives up before
            if (!answer.awaitCompletion(millis, TimeUnit.MILLISECONDS)) {
                throw new ClusterException("k3s did not start " + progress.lateness());
            }
        } catch (IOException unclosed) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: a pull was not ended", unclosed);
        }
    }
}
