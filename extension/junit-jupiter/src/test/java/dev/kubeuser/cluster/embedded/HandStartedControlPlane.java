// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.Programs;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.RunningCluster;
import io.kubernetes.client.openapi.ApiClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The control-plane program, started as by hand: what tests know of it is a kubeconfig. */
public final class HandStartedControlPlane implements AutoCloseable {

    private final Process process;
    private final Path kubeconfig;
    private final RunningCluster cluster;

    private HandStartedControlPlane(Process process, Path kubeconfig) throws IOException {
        this.process = process;
        this.kubeconfig = kubeconfig;
        this.cluster = Clusters.adopt(kubeconfig, context(), LaunchOptions.defaults(), () -> {});
    }

    public static HandStartedControlPlane start(Path directory, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ControlPlaneBinary.locate(ClusterSpec.defaults()).toString(),
                "--data-dir=" + directory.resolve("control-plane")));
        command.addAll(List.of(flags));
        Process process = Programs.start(new ProcessBuilder(command)
                .redirectError(directory.resolve("control-plane.log").toFile()));
        return new HandStartedControlPlane(process, readiness(process).kubeconfig());
    }

    private static ControlPlaneProcess.Status readiness(Process process) throws IOException {
        BufferedReader lines = process.inputReader();
        String line = lines.readLine();
        ControlPlaneProcess.Status status = line == null ? null : ControlPlaneProcess.Status.parse(line);
        if (status != null && status.isListening()) {
            line = lines.readLine();
            status = line == null ? null : ControlPlaneProcess.Status.parse(line);
        }
        if (status == null || !status.isReady()) {
            process.destroy();
            throw new IllegalStateException("not ready: " + line);
        }
        return status;
    }

    /** The kubeconfig that the program wrote. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** The name of the one context in it. */
    public String context() throws IOException {
        return Files.readAllLines(kubeconfig()).stream()
                .filter(line -> line.startsWith("current-context:"))
                .map(line -> line.substring("current-context:".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    /** The settings with which tests meet it. */
    public Map<String, String> settings() throws IOException {
        return Map.of(
                "kubeuser.cluster", "existing",
                "kubeuser.kubeconfig", kubeconfig().toString(),
                "kubeuser.context", context());
    }

    /** These settings, one of which is another. */
    public Map<String, String> settings(String key, String value) throws IOException {
        Map<String, String> settings = new HashMap<>(settings());
        settings.put(key, value);
        return settings;
    }

    /** The settings as options of a JVM. */
    public String[] options() throws IOException {
        return settings().entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    /** The cluster, as the test itself reaches it. */
    public Cluster cluster() {
        return cluster;
    }

    public ApiClient admin() {
        return cluster.adminClient();
    }

    public long pid() {
        return process.pid();
    }

    public String server() {
        return cluster.server().toString();
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        process.getOutputStream().close();
        process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }
}
