package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.Platform;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.version.KubernetesVersion;
import dev.kubeuser.version.internal.KnownVersions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the control-plane program to run: the one that the user named, or the packed one, which it unpacks into the
 * cache.
 */
final class ControlPlaneBinary {

    private ControlPlaneBinary() {}

    /** Describes the program for messages without unpacking it. Fails like {@link #locate} if no program exists. */
    static String describe(ClusterSpec spec) {
        Path named = spec.launch().binary();
        if (named != null) {
            return requireExecutable(named).toString();
        }
        return download(spec)
                .map(download -> "a control plane to download, " + download.file())
                .orElseGet(() -> "a control plane of Kubernetes " + packed(spec).version());
    }

    static Path locate(ClusterSpec spec) {
        Path named = spec.launch().binary();
        if (named == null) {
            return new BinaryCache(spec.launch().cacheDirectory()).unpack(packed(spec));
        }
        return requireExecutable(named).toAbsolutePath();
    }

    private static PackedBinary packed(ClusterSpec spec) {
        Platform platform = HostSystem.current().platform();
        KubernetesVersion version = KnownVersions.read().require(spec.version());
        return download(spec)
                .map(download -> PackedBinary.in(
                        download.fetch(spec.launch().cacheDirectory(), ControlPlaneDownload.LONGEST),
                        platform,
                        version.withoutPatch()))
                .orElseGet(() -> PackedBinary.find(platform, version));
    }

    /** Only where none is on the class path. */
    private static Optional<ControlPlaneDownload> download(ClusterSpec spec) {
        Platform platform = HostSystem.current().platform();
        KubernetesVersion minor = KnownVersions.read().require(spec.version()).withoutPatch();
        return PackedBinary.isOnClassPath(platform, minor)
                ? Optional.empty()
                : ControlPlaneDownload.find(platform, minor, spec.launch().controlPlaneUrl());
    }

    private static Path requireExecutable(Path named) {
        if (!Files.isExecutable(named)) {
            throw new ClusterException(
                    "kubeuser.control-plane.binary names " + named + ", which is not an executable file");
        }
        return named;
    }
}
