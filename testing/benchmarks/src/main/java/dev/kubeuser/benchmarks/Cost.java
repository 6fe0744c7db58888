package dev.kubeuser.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * What something took.
 *
 * @param wall the time until it was done
 * @param cpu of this JVM and of the control planes that it started
 */
record Cost(Duration wall, Duration cpu) {

    static Cost of(Runnable action) {
        Duration used = used();
        long begin = System.nanoTime();
        action.run();
        return new Cost(Duration.ofNanos(System.nanoTime() - begin), used().minus(used));
    }

    /** A child's time is known to a hundredth of a second. */
    private static Duration used() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return ProcessHandle.current()
                .children()
                .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ofNanos(system.getProcessCpuTime()), Duration::plus);
    }

    static Samples wall(List<Cost> costs) {
        return Samples.ofDurations(costs.stream().map(Cost::wall).toList());
    }

    static Samples cpu(List<Cost> costs) {
        return Samples.ofDurations(costs.stream().map(Cost::cpu).toList());
    }
}
