// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import java.util.List;

/**
 * Something that is measured.
 *
 * @param what begins its rows, and is the row where there are none because it failed
 * @param measurement returns the rows
 */
record Benchmark(String what, Measurement measurement) {

    @FunctionalInterface
    interface Measurement {
        List<Row> rows(String what) throws Exception;
    }
}
