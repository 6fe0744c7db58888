package dev.kubeuser.benchmarks;

import java.util.List;

/** Something that is measured. */
interface Benchmark {

    /** What the rows are about; used where there are none because it failed. */
    String what();

    List<Row> run() throws Exception;
}
