package dev.kubeuser.benchmarks;

import java.util.List;

/**
 * Start to ready of each minor of Kubernetes whose program is on the class path. The usual run has that of the default
 * alone, which other rows measure.
 */
record VersionBenchmark(Alternation alternation, Folders folders) implements Benchmark {

    @Override
    public String what() {
        return "control plane of each version, start to ready";
    }

    @Override
    public List<Row> run() throws Exception {
        List<VersionStart> here = folders.minors().stream()
                .map(VersionStart::new)
                .filter(start -> start.obstacle().isEmpty())
                .toList();
        if (here.size() < 2) {
            return List.of();
        }
        return alternation.of(here).entrySet().stream()
                .map(start -> Row.alone(
                        "control plane, start to ready, " + start.getKey().name(),
                        start.getValue().toString()))
                .toList();
    }
}
