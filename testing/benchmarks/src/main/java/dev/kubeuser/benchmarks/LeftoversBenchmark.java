package dev.kubeuser.benchmarks;

import java.nio.file.Path;
import java.util.List;

/** What a start takes on a machine on which many runs have been killed. */
record LeftoversBenchmark(Alternation alternation, Path work) implements Benchmark {

    private static final int LEFTOVERS = 1_000;
    private static final Target TARGET = Target.ratio(1.5);

    @Override
    public String what() {
        return "control plane, start after " + LEFTOVERS + " killed runs";
    }

    @Override
    public List<Row> run() throws Exception {
        Path temporary = work.toAbsolutePath().resolve("temporary");
        Contender aged = new AgedStart(temporary, LEFTOVERS);
        Contender clean = new AgedStart(temporary, 0);
        return List.of(Row.compare(what(), alternation.of(List.of(aged, clean)), aged, clean, TARGET));
    }
}
