// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * One way to get something done.
 *
 * @param name who it is, with its version where the table does not say it otherwise
 * @param obstacle why it cannot run on this machine, as a sentence without a full stop; empty if it can
 * @param once does it once and undoes it, and returns how long the part took that is compared; undoing does not count
 */
record Contender(String name, Optional<String> obstacle, Callable<Duration> once) {

    static Contender of(String name, Callable<Duration> once) {
        return new Contender(name, Optional.empty(), once);
    }

    /** One that needs programs on the {@code PATH}. */
    static Contender of(String name, List<String> programs, Callable<Duration> once) {
        return new Contender(name, Command.firstMissing(programs), once);
    }

    /**
     * Runs contenders in turns, so that whatever else happens on the machine meanwhile meets all of them.
     *
     * @return the samples of each that can run here, after one run of each that is not counted
     */
    static Map<Contender, Samples> inTurns(int runs, List<Contender> contenders) throws Exception {
        Map<Contender, List<Duration>> taken = new LinkedHashMap<>();
        for (int run = 0; run <= runs; run++) {
            for (Contender contender : contenders) {
                if (contender.obstacle.isEmpty()) {
                    Duration once = contender.once.call();
                    List<Duration> counted = taken.computeIfAbsent(contender, first -> new ArrayList<>());
                    if (run > 0) {
                        counted.add(once);
                    }
                }
            }
        }
        Map<Contender, Samples> samples = new LinkedHashMap<>();
        taken.forEach((contender, durations) -> samples.put(contender, Samples.ofDurations(durations)));
        return samples;
    }
}
