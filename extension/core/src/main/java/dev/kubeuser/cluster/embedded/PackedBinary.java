package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.Platform;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.version.KubernetesVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.tukaani.xz.XZInputStream;

/**
 * The control-plane program in an artifact kubeuser-control-plane-MINOR.
 *
 * @param content the program, compressed by xz
 * @param version the version of Kubernetes
 * @param size the size of the program in bytes
 * @param sha256 the digest of the program in lower-case hexadecimal digits
 */
record PackedBinary(URL content, String version, long size, String sha256) {

    private static final String ROOT = "META-INF/kubeuser/control-plane/";
    private static final String CONTENT = "/control-plane.xz";
    private static final String DESCRIPTION = "/control-plane.properties";

    /**
     * Finds the program.
     *
     * @param version the exact version
     */
    static PackedBinary find(Platform platform, KubernetesVersion version) {
        if (!platform.isSupported()) {
            throw new ClusterException("The embedded control plane does not exist for " + platform + ", only for "
                    + String.join(", ", Platform.SUPPORTED) + ": set kubeuser.cluster to k3s or existing");
        }
        KubernetesVersion minor = version.withoutPatch();
        return in(ROOT + minor + "/" + platform)
                .orElseThrow(() -> new ClusterException("There is no embedded control plane of Kubernetes " + minor
                        + " for " + platform + " on the class path: add the artifact"
                        + " dev.kubeuser:kubeuser-control-plane-" + minor + " with the classifier " + platform
                        + " (for the command line, put its jar beside the others), set kubeuser.control-plane.binary"
                        + " to a program, or choose another kind with kubeuser.cluster"));
    }

    /** Whether an artifact with the program of a minor is on the class path. */
    static boolean isOnClassPath(Platform platform, KubernetesVersion minor) {
        return PackedBinary.class.getClassLoader().getResource(ROOT + minor + "/" + platform + CONTENT) != null;
    }

    /** {@return the program in a jar that is not on the class path} */
    static PackedBinary in(Path jar, Platform platform, KubernetesVersion minor) {
        String folder = "jar:" + jar.toUri() + "!/" + ROOT + minor + "/" + platform;
        try {
            return describe(
                    URI.create(folder + CONTENT).toURL(),
                    URI.create(folder + DESCRIPTION).toURL());
        } catch (MalformedURLException failure) {
            throw new ClusterException("The jar " + jar + " has no URL", failure);
        }
    }

    private static Optional<PackedBinary> in(String folder) {
        ClassLoader loader = PackedBinary.class.getClassLoader();
        URL content = loader.getResource(folder + CONTENT);
        URL description = loader.getResource(folder + DESCRIPTION);
        return content == null || description == null ? Optional.empty() : Optional.of(describe(content, description));
    }

    private static PackedBinary describe(URL content, URL description) {
        Properties properties = new Properties();
        try (InputStream in = description.openStream()) {
            properties.load(in);
            return new PackedBinary(
                    content,
                    properties.getProperty("version", "unknown"),
                    Long.parseLong(properties.getProperty("size", "")),
                    properties.getProperty("sha256", ""));
        } catch (IOException | NumberFormatException failure) {
            throw new ClusterException(
                    "The description " + description + " of the control plane cannot be read", failure);
        }
    }

    InputStream open() throws IOException {
        return new XZInputStream(content.openStream());
    }
}
