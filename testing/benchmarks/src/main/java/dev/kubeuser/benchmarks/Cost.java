// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

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

    /** The same for one of many that it was measured for. */
    Cost per(int many) {
        return new Cost(wall.dividedBy(many), cpu.dividedBy(many));
    }

    static Samples cpu(List<Cost> costs) {
        return samples(costs, Cost::cpu);
    }

    private static Samples samples(List<Cost> costs, Function<Cost, Duration> part) {
        return Samples.ofDurations(costs.stream().map(part).toList());
    }

    /** A row for the time, and one for the CPU. */
    static List<Row> rows(String what, List<Cost> ours, String instead, List<Cost> theirs, Target target) {
        return List.of(
                Row.compare(what, samples(ours, Cost::wall), instead, samples(theirs, Cost::wall), target),
                Row.compare(what + ", CPU of client and server", cpu(ours), instead, cpu(theirs), target));
    }
}
