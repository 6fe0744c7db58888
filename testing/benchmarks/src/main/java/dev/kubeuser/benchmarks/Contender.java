// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * One way to get something done.
 *
 * @param name who it is, with its version where the table does not say it otherwise
 * @param obstacle why it cannot run on this machine, as a sentence without a full stop; empty if it can
 * @param once does it once and undoes it, and returns how many seconds the part took that is compared; undoing does not
 *     count
 */
record Contender(String name, Optional<String> obstacle, Callable<Double> once) {

    static Contender of(String name, Callable<Double> once) {
        return new Contender(name, Optional.empty(), once);
    }

    /** One that needs programs on the {@code PATH}. */
    static Contender of(String name, List<String> programs, Callable<Double> once) {
        return new Contender(name, Command.firstMissing(programs), once);
    }

    /**
     * Measures one after another and again, so that whatever else happens on the machine meanwhile meets all of them.
     *
     * @return what each returned, after one run of each that is not counted
     */
    static <T> List<List<T>> inTurns(int runs, List<Callable<T>> measurements) throws Exception {
        List<List<T>> measured = new ArrayList<>();
        for (int run = 0; run <= runs; run++) {
            for (int index = 0; index < measurements.size(); index++) {
                T once = measurements.get(index).call();
                if (run == 0) {
                    measured.add(new ArrayList<>());
                } else {
                    measured.get(index).add(once);
                }
            }
        }
        return measured;
    }
}
