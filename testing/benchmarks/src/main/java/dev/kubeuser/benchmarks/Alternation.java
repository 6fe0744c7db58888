package dev.kubeuser.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs contenders in turns, so that whatever else happens on the machine meanwhile meets all of them. */
record Alternation(int runs) {

    /** {@return the samples of each contender that can run here, after one run of each that is not counted} */
    Map<Contender, Samples> of(List<? extends Contender> contenders) throws Exception {
        Map<Contender, List<Duration>> taken = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            if (contender.obstacle().isEmpty()) {
                contender.once();
                taken.put(contender, new ArrayList<>());
            }
        }
        for (int run = 0; run < runs; run++) {
            for (Map.Entry<Contender, List<Duration>> entry : taken.entrySet()) {
                entry.getValue().add(entry.getKey().once());
            }
        }
        Map<Contender, Samples> samples = new LinkedHashMap<>();
        taken.forEach((contender, durations) -> samples.put(contender, Samples.ofDurations(durations)));
        return samples;
    }
}
