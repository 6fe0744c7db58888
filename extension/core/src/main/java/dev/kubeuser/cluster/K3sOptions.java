package dev.kubeuser.cluster;

import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The options that only clusters of kind {@link ClusterKind#K3S} have.
 *
 * <p>Immutable and thread-safe.
 *
 * @param image the image to run; {@code null} for the image of {@code rancher/k3s} with the version
 * @param agent whether the server also runs a node for pods
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record K3sOptions(@Nullable String image, boolean agent) {

    private static final Pattern REFERENCE = Pattern.compile("([A-Za-z0-9.-]+(:[0-9]+)?/)?"
            + "[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
            + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?");

    /**
     * Checks the image.
     *
     * @throws IllegalArgumentException if it is not an image reference
     */
    public K3sOptions {
        if (image != null && !REFERENCE.matcher(image).matches()) {
            throw new IllegalArgumentException(
                    "\"" + image
                            + "\" is not the name of an image: write REGISTRY/REPOSITORY:TAG, as in registry.example.com/rancher/k3s:TAG");
        }
    }

    /**
     * {@return the image of the version, without a node}
     */
    public static K3sOptions defaults() {
        return new K3sOptions(null, false);
    }

    /**
     * {@return a copy with another image}
     *
     * @param other {@code rancher/k3s} or a copy of it in another registry; without a tag it gets that of the version;
     *     {@code null} for the image of {@code rancher/k3s} with the version
     * @throws IllegalArgumentException if it is not an image reference
     */
    public K3sOptions withImage(@Nullable String other) {
        return new K3sOptions(other, agent);
    }

    /**
     * {@return a copy that runs a node for pods, or does not}
     *
     * @param runs whether the server also runs a node, which needs a privileged container
     */
    public K3sOptions withAgent(boolean runs) {
        return new K3sOptions(image, runs);
    }
}
