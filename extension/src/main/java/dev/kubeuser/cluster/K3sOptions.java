package dev.kubeuser.cluster;

import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The options that only clusters of kind {@link ClusterKind#K3S} have.
 *
 * @param image the image to run, {@code rancher/k3s} or a copy of it in another registry; without a tag it gets that of
 *     the version; {@code null} for the image of {@code rancher/k3s} with the version
 * @param agent whether the server also runs a node for pods, which needs a privileged container
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record K3sOptions(@Nullable String image, boolean agent) {

    private static final Pattern REFERENCE = Pattern.compile("([A-Za-z0-9.-]+(:[0-9]+)?/)?"
            + "[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
            + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?");

    /** The image of the version, without a node. */
    public static final K3sOptions DEFAULT = new K3sOptions(null, false);

    /**
     * Checks the image's name.
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
}
