package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process of an embedded control plane that this JVM has started. */
record ControlPlaneProcess(ProcessHandle handle) {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    /** Why its memory cannot be told here; empty if it can. */
    static Optional<String> obstacle() {
        return Files.exists(Path.of("/proc/self/status")) ? Optional.empty() : Optional.of("there is no /proc here");
    }

    /** That of a cluster: one that JVMs share may be a child, too. */
    static ControlPlaneProcess of(Cluster cluster) throws IOException {
        String directory = cluster.directory().toString();
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("--data-dir=" + directory))
                .findFirst()
                .map(ControlPlaneProcess::new)
                .orElseThrow(() -> new IOException("no child has the data directory " + directory));
    }

    /** Its resident memory in megabytes. */
    double resident() throws IOException {
        Matcher line = RESIDENT.matcher(Files.readString(Path.of("/proc", String.valueOf(handle.pid()), "status")));
        if (!line.find()) {
            throw new IOException("/proc does not tell the resident memory of the control plane");
        }
        return Long.parseLong(line.group(1)) * 1024 / 1e6;
    }
}
