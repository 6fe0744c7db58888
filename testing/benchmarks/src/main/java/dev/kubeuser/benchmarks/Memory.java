// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.Cluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** Memory in megabytes. */
final class Memory {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    private Memory() {}

    /** {@return what is in use of this JVM's heap after a garbage collection} */
    static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    /**
     * What some work used.
     *
     * @param result of the work
     * @param megabytes the most that was in use just after a garbage collection, beyond what was before the work
     */
    record Used<T>(T result, Cost cost, double megabytes) {}

    static <T> Used<T> used(Supplier<T> work) throws IOException {
        Path events = Files.createTempFile("collections-", ".jfr");
        double before = heap();
        List<T> result = new ArrayList<>();
        Cost cost;
        try (Recording collections = new Recording()) {
            collections.enable("jdk.GCHeapSummary");
            collections.setDestination(events);
            collections.start();
            cost = Cost.of(() -> result.add(work.get()));
        }
        double peak = RecordingFile.readAllEvents(events).stream()
                .filter(event -> event.getString("when").equals("After GC"))
                .mapToDouble(event -> event.getLong("heapUsed") / 1e6)
                .max()
                .orElse(0);
        Files.delete(events);
        return new Used<>(result.get(0), cost, Math.max(peak, heap()) - before);
    }

    /** {@return the resident memory of the control plane of a cluster that this JVM has started; only on Linux} */
    static double resident(Cluster cluster) throws IOException {
        String directory = cluster.directory().toString();
        ProcessHandle process = ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("--data-dir=" + directory))
                .findFirst()
                .orElseThrow(() -> new IOException("no child has the data directory " + directory));
        Matcher line = RESIDENT.matcher(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status")));
        if (!line.find()) {
            throw new IOException("/proc does not tell the resident memory of the control plane");
        }
        return Long.parseLong(line.group(1)) * 1024 / 1e6;
    }
}
