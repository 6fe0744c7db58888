// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A number of things, and their name in the right form.
 *
 * @param number how many
 * @param noun the name of one, or of several, as the number wants it
 */
public record Counted(long number, String noun) {

    /**
     * {@return a number of things whose plural ends in an s}
     *
     * @param number how many
     * @param one the name of one, for example {@code mutant}
     */
    public static Counted of(long number, String one) {
        return of(number, one, one + "s");
    }

    /**
     * {@return a number of things}
     *
     * @param number how many
     * @param one the name of one, for example {@code binding or subject never used}
     * @param several the name of any other number of them
     */
    public static Counted of(long number, String one, String several) {
        return new Counted(number, number == 1 ? one : several);
    }

    /**
     * {@return the first of a list, and how many more there are, for example {@code a, b and 3 more}}
     *
     * @param most how many are named
     * @param all the list
     * @param words how one is written
     */
    public static <T> String first(int most, List<T> all, Function<? super T, String> words) {
        int more = all.size() - most;
        return all.stream().limit(most).map(words).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** {@return for example {@code 1 mutant}, {@code 2 mutants}} */
    @Override
    public String toString() {
        return number + " " + noun;
    }
}
