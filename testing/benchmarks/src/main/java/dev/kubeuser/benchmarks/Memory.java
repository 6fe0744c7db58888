// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.kubeuser.cluster.Cluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** Memory in megabytes. */
final class Memory {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    private static final Set<String> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());

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

    static <T> Used<T> used(Supplier<T> work) throws ListenerNotFoundException {
        double before = heap();
        LongAccumulator peak = new LongAccumulator(Math::max, 0);
        NotificationListener listener = (notification, unused) -> peak.accumulate(usedAfter(notification));
        List<NotificationEmitter> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(NotificationEmitter.class::cast)
                .toList();
        collectors.forEach(collector -> collector.addNotificationListener(listener, null, null));
        List<T> result = new ArrayList<>();
        Cost cost = Cost.of(() -> result.add(work.get()));
        for (NotificationEmitter collector : collectors) {
            collector.removeNotificationListener(listener);
        }
        return new Used<>(result.get(0), cost, Math.max(peak.get() / 1e6, heap()) - before);
    }

    private static long usedAfter(Notification notification) {
        if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            return 0;
        }
        return GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
                .getGcInfo()
                .getMemoryUsageAfterGc()
                .entrySet()
                .stream()
                .filter(pool -> HEAP.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
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
