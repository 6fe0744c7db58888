// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import dev.kubeuser.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Looks at control-plane processes from outside. */
public final class ControlPlanes {

    private static final Pattern ZOMBIE = Pattern.compile("(?m)^State:\\s+Z");

    private ControlPlanes() {}

    /** The process behind an embedded cluster of this JVM. */
    public static ProcessHandle of(Cluster cluster) {
        return ProcessHandle.current()
                .children()
                .filter(child -> commandLine(child).contains(cluster.directory().toString()))
                .findFirst()
                .orElseThrow();
    }

    /** How many run, whoever started them, that have their data below a directory. */
    public static long count(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> !isGone(process.pid()))
                .filter(process -> commandLine(process).contains("--data-dir=" + directory))
                .count();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException noProc) {
            return process.info().commandLine().orElse("");
        }
    }

    /** Whether a process has ended; one that only waits for its parent to notice has. */
    public static boolean isGone(long pid) {
        try {
            return ZOMBIE.matcher(Files.readString(Path.of("/proc/" + pid + "/status")))
                    .find();
        } catch (IOException noProc) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
        }
    }
}
