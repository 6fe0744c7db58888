package dev.kubeuser.assertion;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts a message together. */
final class Lines {

    private Lines() {}

    /** Each part is a line, or a collection of them. */
    static String of(Object... parts) {
        return flat(Arrays.asList(parts)).collect(Collectors.joining(System.lineSeparator()));
    }

    private static Stream<String> flat(Object part) {
        return part instanceof Collection<?> parts ? parts.stream().flatMap(Lines::flat) : Stream.of(part.toString());
    }
}
