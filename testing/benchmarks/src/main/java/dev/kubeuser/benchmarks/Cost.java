// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What something took, in seconds.
 *
 * @param wall the time until it was done
 * @param cpu of this JVM and of the control planes that it started
 */
record Cost(double wall, double cpu) {

    static Cost of(Runnable action) {
        double used = used();
        long begin = System.nanoTime();
        action.run();
        return new Cost(Samples.secondsSince(begin), used() - used);
    }

    /** A child's time is known to a hundredth of a second. */
    private static double used() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return ProcessHandle.current()
                        .children()
                        .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
                        .reduce(Duration.ofNanos(system.getProcessCpuTime()), Duration::plus)
                        .toNanos()
                / 1e9;
    }

    /** The same for one of many that it was measured for. */
    Cost per(int many) {
        return new Cost(wall / many, cpu / many);
    }

    static Samples cpu(List<Cost> costs) {
        return samples(costs, Cost::cpu);
    }

    private static Samples samples(List<Cost> costs, ToDoubleFunction<Cost> part) {
        return Samples.ofSeconds(costs.stream().mapToDouble(part).boxed().toList());
    }

    /** A row for the time, and one for the CPU. */
    static List<Row> rows(String what, List<Cost> ours, String instead, List<Cost> theirs, Target target) {
        return List.of(
                Row.compare(what, samples(ours, Cost::wall), instead, samples(theirs, Cost::wall), target),
                Row.compare(what + ", CPU of client and server", cpu(ours), instead, cpu(theirs), target));
    }
}
