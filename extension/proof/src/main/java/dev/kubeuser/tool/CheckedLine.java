package dev.kubeuser.tool;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.table.internal.AccessLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A line of a table, and what came of it.
 *
 * @param line the line
 * @param outcome what came of it
 * @param text what the library says; empty if it holds
 * @param time how long it took
 */
record CheckedLine(AccessLine line, TableRun.Outcome outcome, String text, Duration time) {

    private static final String INDENTATION = "  ";

    static CheckedLine held(AccessLine line, long begin) {
        return of(line, TableRun.Outcome.HOLDS, "", begin);
    }

    static CheckedLine failed(AccessLine line, long begin, AssertionError failure) {
        String place = "[" + line.place() + "]";
        String text = String.valueOf(failure.getMessage());
        return of(line, TableRun.Outcome.FAILS, text.startsWith(place) ? text.substring(place.length()) : text, begin);
    }

    static CheckedLine mistaken(AccessLine line, long begin, AccessQueryException mistake) {
        return of(line, TableRun.Outcome.MISTAKEN, String.valueOf(mistake.getMessage()), begin);
    }

    private static CheckedLine of(AccessLine line, TableRun.Outcome outcome, String text, long begin) {
        return new CheckedLine(
                line, outcome, Printable.lines(text.strip()), Duration.ofNanos(System.nanoTime() - begin));
    }

    /** {@return the name of its table} */
    String table() {
        return line.place().substring(0, line.place().lastIndexOf(':'));
    }

    /** {@return its number in the table} */
    String number() {
        return line.place().substring(line.place().lastIndexOf(':') + 1);
    }

    /** {@return its place, and below it what the library says, if it does not hold} */
    Optional<String> failure() {
        return outcome == TableRun.Outcome.HOLDS
                ? Optional.empty()
                : Optional.of(Printable.text(line.place() + ": " + line) + "\n"
                        + text.lines().map(each -> INDENTATION + each).collect(Collectors.joining("\n")));
    }

    /** {@return how many hold, in a line} */
    static String summary(List<CheckedLine> lines) {
        long failed = count(lines, TableRun.Outcome.FAILS);
        long mistaken = count(lines, TableRun.Outcome.MISTAKEN);
        return Counted.of(lines.size(), "line") + ": " + (lines.size() - failed - mistaken) + " as written"
                + (failed == 0 ? "" : ", " + failed + " not")
                + (mistaken == 0 ? "" : ", " + mistaken + " with a mistake");
    }

    static long count(List<CheckedLine> lines, TableRun.Outcome outcome) {
        return lines.stream().filter(line -> line.outcome == outcome).count();
    }

    /**
     * {@return how all of them ended}
     *
     * @param isMet whether what is required of them is met
     */
    static TableRun.Outcome outcome(List<CheckedLine> lines, boolean isMet) {
        if (count(lines, TableRun.Outcome.MISTAKEN) > 0) {
            return TableRun.Outcome.MISTAKEN;
        }
        return isMet && count(lines, TableRun.Outcome.FAILS) == 0 ? TableRun.Outcome.HOLDS : TableRun.Outcome.FAILS;
    }
}
