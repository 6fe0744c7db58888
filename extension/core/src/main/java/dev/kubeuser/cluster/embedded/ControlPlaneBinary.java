// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.HostSystem.Platform;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
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
record ControlPlaneBinary(URL content, String version, long size, String sha256) {

    private static final String ROOT = "META-INF/kubeuser/control-plane/";
    private static final String CONTENT = "/control-plane.xz";
    private static final String DESCRIPTION = "/control-plane.properties";

    /** Describes the program to run for messages without unpacking it. Fails like {@link #locate} if there is none. */
    static String describe(ClusterSpec spec) {
        Path named = spec.launch().binary();
        if (named != null) {
            return requireExecutable(named).toString();
        }
        return download(spec)
                .map(download -> "a control plane to download, " + download.file())
                .orElseGet(() ->
                        "a control plane of Kubernetes " + onClassPath(spec).version());
    }

    /** The program to run: the one that the user named, or a packed one, which this unpacks into the cache. */
    static Path locate(ClusterSpec spec) {
        Path named = spec.launch().binary();
        if (named != null) {
            return requireExecutable(named).toAbsolutePath();
        }
        Path cache = spec.launch().cacheDirectory();
        return new BinaryCache(cache)
                .unpack(download(spec)
                        .map(download -> in(download.fetch(cache, ControlPlaneDownload.LONGEST), folder(spec)))
                        .orElseGet(() -> onClassPath(spec)));
    }

    private static Path requireExecutable(Path named) {
        if (!Files.isExecutable(named)) {
            throw new ClusterException(
                    "kubeuser.control-plane.binary names " + named + ", which is not an executable file");
        }
        return named;
    }

    /** Only where none is on the class path. */
    private static Optional<ControlPlaneDownload> download(ClusterSpec spec) {
        return ControlPlaneBinary.class.getClassLoader().getResource(folder(spec) + CONTENT) != null
                ? Optional.empty()
                : ControlPlaneDownload.find(
                        platform(), version(spec).withoutPatch(), spec.launch().controlPlaneUrl());
    }

    private static ControlPlaneBinary onClassPath(ClusterSpec spec) {
        return find(platform(), version(spec));
    }

    private static Platform platform() {
        return HostSystem.current().platform();
    }

    private static KubernetesVersion version(ClusterSpec spec) {
        return KnownVersions.read().require(spec.version());
    }

    private static String folder(ClusterSpec spec) {
        return folder(platform(), version(spec));
    }

    private static String folder(Platform platform, KubernetesVersion version) {
        return ROOT + version.withoutPatch() + "/" + platform;
    }

    /**
     * Finds the program on the class path.
     *
     * @param version the exact version
     */
    static ControlPlaneBinary find(Platform platform, KubernetesVersion version) {
        if (!platform.isSupported()) {
            throw new ClusterException("The embedded control plane does not exist for " + platform + ", only for "
                    + String.join(", ", Platform.SUPPORTED) + ": set kubeuser.cluster to k3s or existing");
        }
        ClassLoader loader = ControlPlaneBinary.class.getClassLoader();
        URL content = loader.getResource(folder(platform, version) + CONTENT);
        URL description = loader.getResource(folder(platform, version) + DESCRIPTION);
        if (content == null || description == null) {
            KubernetesVersion minor = version.withoutPatch();
            throw new ClusterException("There is no embedded control plane of Kubernetes " + minor
                    + " for " + platform + " on the class path: add the artifact"
                    + " dev.kubeuser:kubeuser-control-plane-" + minor + " with the classifier " + platform
                    + " (for the command line, put its jar beside the others), set kubeuser.control-plane.binary"
                    + " to a program, or choose another kind with kubeuser.cluster");
        }
        return read(content, description);
    }

    private static ControlPlaneBinary in(Path jar, String folder) {
        String root = "jar:" + jar.toUri() + "!/" + folder;
        try {
            return read(
                    URI.create(root + CONTENT).toURL(),
                    URI.create(root + DESCRIPTION).toURL());
        } catch (MalformedURLException failure) {
            throw new ClusterException("The jar " + jar + " has no URL", failure);
        }
    }

    private static ControlPlaneBinary read(URL content, URL description) {
        Properties properties = new Properties();
        try (InputStream in = description.openStream()) {
            properties.load(in);
            return new ControlPlaneBinary(
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
