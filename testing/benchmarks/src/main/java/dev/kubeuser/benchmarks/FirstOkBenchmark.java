package dev.kubeuser.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What a person waits for who runs one test. */
record FirstOkBenchmark(Alternation alternation, Folders folders) implements Benchmark {

    private static final Target TARGET = new Target(1.6, "s");

    @Override
    public String what() {
        return "the tutorial's test, JVM start to first ok";
    }

    @Override
    public List<Row> run() throws Exception {
        List<Row> rows = new ArrayList<>();
        alternation
                .of(List.of(new FirstOkStart(folders, "kubeuser", List.of())))
                .values()
                .forEach(samples -> rows.add(Row.alone(what(), samples, TARGET)));
        return rows;
    }
}
