// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A row of the table: what was done, how kubeuser and what stands beside it did, and whether that is good enough. */
record Row(String what, String kubeuser, String instead, String ratio, String target) {

    private static final String HEAD = """
            | what | kubeuser | instead | ratio | target |
            | --- | --- | --- | --- | --- |
            """;

    /** A value of kubeuser's with nothing to compare it with, and nothing to reach. */
    static Row alone(String what, String kubeuser) {
        return new Row(what, kubeuser, "", "", "");
    }

    static Row alone(String what, Samples kubeuser, Target target) {
        return alone(what, kubeuser.toString()).with(target, kubeuser.median());
    }

    static Row compare(String what, Samples ours, String instead, Samples theirs, Target target) {
        double ratio = ours.median() / theirs.median();
        return new Row(what, ours.toString(), instead + ": " + theirs, String.format(Locale.ROOT, "%.2f", ratio), "")
                .with(target, ratio);
    }

    /** Two contenders in turns, each of which may have an obstacle. */
    static Row compare(String what, int runs, Contender kubeuser, Contender instead, Target target) throws Exception {
        if (kubeuser.obstacle().isPresent()) {
            return alone(what, notMeasured(kubeuser));
        }
        if (instead.obstacle().isPresent()) {
            Samples ours = Samples.of(runs, "s", 3, kubeuser.once());
            return new Row(what, ours.toString(), instead.name() + ": " + notMeasured(instead), "", target.toString());
        }
        List<List<Double>> seconds = Contender.inTurns(runs, List.of(kubeuser.once(), instead.once()));
        Samples theirs = Samples.ofSeconds(seconds.get(1));
        return compare(what, Samples.ofSeconds(seconds.get(0)), instead.name(), theirs, target);
    }

    private static String notMeasured(Contender contender) {
        return "not measured: " + contender.obstacle().orElseThrow();
    }

    /** The same row, whose value is judged, too. */
    Row with(Target reached, double value) {
        String judged = reached.judge(value);
        return new Row(what, kubeuser, instead, ratio, target.isEmpty() ? judged : target + "; " + judged);
    }

    /** {@return rows as Markdown} */
    static String table(List<Row> rows) {
        return rows.stream().map(Row::line).collect(Collectors.joining("\n", HEAD, "\n"));
    }

    private String line() {
        return Stream.of(what, kubeuser, instead, ratio, target)
                .map(Row::cell)
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** A message may have lines and bars in it; a cell may not. */
    private static String cell(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|");
    }
}
