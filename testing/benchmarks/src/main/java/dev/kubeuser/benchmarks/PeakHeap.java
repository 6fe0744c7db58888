package dev.kubeuser.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** The most of the heap that was in use just after a garbage collection, so without what is garbage. */
final class PeakHeap implements NotificationListener {

    private final AtomicLong peak = new AtomicLong();
    private final List<NotificationEmitter> collectors = new ArrayList<>();
    private final Set<String> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(pool -> pool.getName())
            .collect(Collectors.toSet());

    private PeakHeap() {}

    static PeakHeap begin() {
        PeakHeap peak = new PeakHeap();
        ManagementFactory.getGarbageCollectorMXBeans().forEach(collector -> {
            NotificationEmitter emitter = (NotificationEmitter) collector;
            emitter.addNotificationListener(peak, null, null);
            peak.collectors.add(emitter);
        });
        return peak;
    }

    @Override
    public void handleNotification(Notification notification, Object unused) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            long used = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
                    .getGcInfo()
                    .getMemoryUsageAfterGc()
                    .entrySet()
                    .stream()
                    .filter(pool -> pools.contains(pool.getKey()))
                    .mapToLong(pool -> pool.getValue().getUsed())
                    .sum();
            peak.accumulateAndGet(used, Math::max);
        }
    }

    /** Returns megabytes; 0 if there was no collection. */
    double end() throws ListenerNotFoundException {
        for (NotificationEmitter collector : collectors) {
            collector.removeNotificationListener(this);
        }
        return peak.get() / 1e6;
    }
}
