// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Random choices of a test that can be repeated. */
public record Choice(Random random) {

    public <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** From one to {@code most}, without repetition. */
    public <T> List<T> some(int most, List<T> of) {
        return IntStream.rangeClosed(0, random.nextInt(most))
                .mapToObj(unused -> one(of))
                .distinct()
                .toList();
    }

    /** With the chance of one in {@code n}. */
    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    public <T> Stream<T> times(int count, Supplier<T> supplier) {
        return Stream.generate(supplier).limit(count);
    }
}
