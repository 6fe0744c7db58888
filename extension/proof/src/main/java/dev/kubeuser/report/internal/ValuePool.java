package dev.kubeuser.report.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that the data of {@code report.html} refers to by number, so that a name, an assertion or a list of tests
 * is written once, however many rows have it.
 *
 * @param <T> the type of the values
 */
final class ValuePool<T> {

    /** The number of a missing value. */
    static final int NONE = -1;

    private final Map<T, Integer> numbers = new LinkedHashMap<>();

    /** Returns the number of a value, which is its index in {@link #values}. */
    int number(@Nullable T value) {
        if (value == null) {
            return NONE;
        }
        Integer next = numbers.size();
        Integer known = numbers.putIfAbsent(value, next);
        return known == null ? next : known;
    }

    List<Integer> numbers(List<T> values) {
        return values.stream().map(this::number).toList();
    }

    List<T> values() {
        return new ArrayList<>(numbers.keySet());
    }
}
