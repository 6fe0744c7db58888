// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.WantedVersion;
import java.util.Optional;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/** The name of the image that a specification means: the one it names, or that of its version. */
final class K3sImage {

    private static final String REPOSITORY = "rancher/k3s";

    private K3sImage() {}

    /**
     * Returns the name with a tag or a digest.
     *
     * @throws IllegalArgumentException if the version is not known, or the image named has another one or one that is
     *     too old
     */
    static String of(ClusterSpec spec) {
        String named = spec.k3sImage();
        if (named == null) {
            return KnownVersions.read().k3sImage(spec.version());
        }
        if (tag(named).isEmpty() && !named.contains("@")) {
            return named + ":"
                    + tag(KnownVersions.read().k3sImage(spec.version())).orElseThrow();
        }
        tag(named).flatMap(WantedVersion::tooOld).ifPresent(reason -> {
            throw new IllegalArgumentException("The image of k3s, " + named + ", " + reason);
        });
        KubernetesVersion asked = spec.version();
        Optional<KubernetesVersion> ofTag = tag(named).flatMap(KubernetesVersion::find);
        if (asked != null && ofTag.isPresent() && !asked.includes(ofTag.get())) {
            throw new IllegalArgumentException("Kubernetes " + asked + " is asked for, but the image of k3s, " + named
                    + ", has " + ofTag.get() + ": leave one of the two out, or name the image without a tag");
        }
        return named;
    }

    /** The tag comes after the last colon, unless that is the one of a registry's port or of a digest. */
    private static Optional<String> tag(String image) {
        String name = image.split("@", 2)[0];
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/') ? Optional.of(name.substring(colon + 1)) : Optional.empty();
    }

    /** Reads the name of rancher/k3s, or of an image that the user declares compatible. */
    static DockerImageName parse(String image) {
        DockerImageName name = DockerImageName.parse(image);
        name.assertValid();
        return name.asCompatibleSubstituteFor(REPOSITORY);
    }

    /** The name that Testcontainers uses for an image. */
    static DockerImageName realName(String image) {
        return ImageNameSubstitutor.instance().apply(parse(image));
    }
}
