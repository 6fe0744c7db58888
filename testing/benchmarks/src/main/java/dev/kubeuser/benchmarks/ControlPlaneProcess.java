package dev.kubeuser.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process of the embedded control plane that this JVM has started. */
record ControlPlaneProcess(ProcessHandle handle) {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    /** Why its memory cannot be told here; empty if it can. */
    static Optional<String> obstacle() {
        return Files.exists(Path.of("/proc/self/status")) ? Optional.empty() : Optional.of("there is no /proc here");
    }

    static ControlPlaneProcess find() throws IOException {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("control-plane"))
                .findFirst()
                .map(ControlPlaneProcess::new)
                .orElseThrow(() -> new IOException("no control-plane process was found among the children"));
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
