package dev.kubeuser.cluster;

import dev.kubeuser.cluster.k3s.K3sImage;

/**
 * What is asked of a cluster of kind {@link ClusterKind#K3S} beside what is asked of all.
 *
 * @param image the image to run, {@code rancher/k3s} or a copy of it in another registry, with its tag
 * @param agent whether the server runs a node for pods as well, which needs a privileged container
 */
public record K3sOptions(String image, boolean agent) {

    /** The release of k3s with the Kubernetes version of the embedded control plane. */
    public static final String DEFAULT_IMAGE = "rancher/k3s:v1.36.3-k3s1";

    /**
     * Checks the image's name.
     *
     * @throws IllegalArgumentException if it is no name of an image
     */
    public K3sOptions {
        K3sImage.parse(image);
    }
}
