package dev.kubeuser.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the control-plane program to run: one that was named, or the packed one, unpacked into the cache. */
final class ControlPlaneBinary {

    private ControlPlaneBinary() {}

    static Path locate(LaunchOptions options) {
        Path named = options.binary();
        if (named == null) {
            return new BinaryCache(options.cacheDirectory()).unpack(PackedBinary.find(Platform.current()));
        }
        if (!Files.isExecutable(named)) {
            throw new ClusterException(
                    "kubeuser.control-plane.binary names " + named + ", which is not an executable file");
        }
        return named.toAbsolutePath();
    }
}
