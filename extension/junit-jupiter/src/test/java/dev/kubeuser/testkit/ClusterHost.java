// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.LogUtils;

/**
 * What a cluster of this JVM runs in, seen from outside.
 *
 * @param kind of the cluster
 * @param id of a process or of a container
 */
public record ClusterHost(ClusterKind kind, String id) {

    public static ClusterHost of(Cluster cluster) {
        return new ClusterHost(
                cluster.kind(),
                cluster.kind() == ClusterKind.K3S
                        ? containerAt(cluster.server().getPort())
                        : String.valueOf(ControlPlanes.of(cluster).pid()));
    }

    private static String containerAt(int port) {
        return DockerClientFactory.lazyClient().listContainersCmd().exec().stream()
                .filter(container -> publishes(container, port))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    /** On IPv4, by which clusters are reached: on IPv6 an engine may give the same number to another container. */
    private static boolean publishes(Container container, int port) {
        return Arrays.stream(container.getPorts())
                .filter(published -> !String.valueOf(published.getIp()).contains(":"))
                .anyMatch(published -> Objects.equals(published.getPublicPort(), port));
    }

    /** Ends it as a crash would. */
    public void kill() {
        if (kind == ClusterKind.K3S) {
            DockerClientFactory.lazyClient().killContainerCmd(id).exec();
        } else {
            ProcessHandle.of(Long.parseLong(id)).orElseThrow().destroyForcibly();
        }
    }

    public boolean isGone() {
        if (kind != ClusterKind.K3S) {
            return ControlPlanes.isGone(Long.parseLong(id));
        }
        try {
            DockerClientFactory.lazyClient().inspectContainerCmd(id).exec();
            return false;
        } catch (NotFoundException gone) {
            return true;
        }
    }

    /** What its program has logged so far. */
    public String log(Cluster cluster) throws IOException {
        if (kind != ClusterKind.K3S) {
            return Files.readString(cluster.directory().resolve("control-plane.log"));
        }
        return LogUtils.getOutput(DockerClientFactory.lazyClient(), id);
    }

    /** Reads what {@link #toString()} gave. */
    public static ClusterHost parse(String text) {
        int blank = text.indexOf(' ');
        return new ClusterHost(ClusterKind.of(text.substring(0, blank)), text.substring(blank + 1));
    }

    @Override
    public String toString() {
        return kind + " " + id;
    }
}
