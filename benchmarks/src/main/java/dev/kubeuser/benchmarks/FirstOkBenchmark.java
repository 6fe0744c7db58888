package dev.kubeuser.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What a person waits for who runs one test. */
record FirstOkBenchmark(Alternation alternation) implements Benchmark {

    @Override
    public String what() {
        return "the tutorial's test, JVM start to first ok";
    }

    @Override
    public List<Row> run() throws Exception {
        List<Row> rows = new ArrayList<>();
        alternation
                .of(List.of(new FirstOkStart("kubeuser", List.of())))
                .values()
                .forEach(samples -> rows.add(Row.alone(what(), samples.toString())));
        return rows;
    }
}
