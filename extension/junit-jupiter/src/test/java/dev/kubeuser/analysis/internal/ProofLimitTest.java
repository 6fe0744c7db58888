// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.analysis.internal.Example.ALICE;
import static dev.kubeuser.analysis.internal.Example.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.MutationAnalysis.Progress;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.report.internal.Report;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proof that takes long says how far it is, and one with a limit says what it left undecided. */
@RunsOnce
class ProofLimitTest {

    private static RunAnalysis limited() {
        Example example = new Example(Example.POLICY).asserted("lists", ALICE, question("list", "pods"), true);
        return RunAnalysis.of(example.runRecord(), Duration.ofNanos(1));
    }

    @Test
    void a_mutant_that_was_not_judged_is_neither_killed_nor_surviving() {
        RunAnalysis analysis = limited();
        assertThat(analysis.mutations().results())
                .hasSize(18)
                .extracting(MutantResult::status)
                .containsOnly(MutantResult.Status.UNDECIDED);
        assertThat(analysis.mutations().killed()).hasToString("0 of 0");
        assertThat(analysis.suggestions()).isNotEmpty().allMatch(suggested -> suggested.mutants() == 0);
        assertThat(analysis.coverage().covered()).hasToString("1 of 3");
    }

    @Test
    void the_report_says_what_was_left_undecided(@TempDir Path directory) throws IOException {
        Report report = Report.of(limited(), Thresholds.none());
        report.write(directory);
        assertThat(report.summary()).endsWith("0 of 0 mutants killed, 18 not decided");
        assertThat(directory.resolve("report.md")).content().contains("| mutants not decided (not counted) | 18 |");
        assertThat(directory.resolve("report.json")).content().contains("\"status\": \"UNDECIDED\"");
        assertThat(directory.resolve("report.html"))
                .content()
                .contains("<dt>mutants not decided (not counted)</dt><dd>18</dd>");
        assertThat(ReportJson.page(directory).getAsJsonArray("findings").asList())
                .filteredOn(found -> found.getAsJsonObject()
                        .getAsJsonObject("kind")
                        .get("one")
                        .getAsString()
                        .equals("undecided mutant"))
                .hasSize(18);
    }

    @Test
    void a_score_is_not_met_while_mutants_are_undecided() {
        assertThat(new Thresholds(OptionalInt.empty(), OptionalInt.of(1), null).unmet(limited()))
                .containsExactly("18 of 18 mutants could not be decided, so the mutation score is not known;"
                        + " raise or remove kubeuser.proof-limit");
        assertThat(new Thresholds(OptionalInt.of(1), OptionalInt.of(0), null).unmet(limited()))
                .isEmpty();
    }

    @Test
    void progress_is_said_after_five_seconds_and_then_every_ten() {
        AtomicLong seconds = new AtomicLong();
        List<String> lines = new ArrayList<>();
        Progress progress = new Progress(
                100,
                Duration.ofSeconds(21),
                () -> Duration.ofSeconds(seconds.get()).toNanos(),
                lines::add);
        IntStream.range(0, 20).forEach(judged -> {
            assertThat(progress.isOver()).isFalse();
            seconds.incrementAndGet();
            progress.advance();
        });
        assertThat(lines)
                .containsExactly(
                        "5 of 100 mutants judged in 5 s, about 95 s to go",
                        "15 of 100 mutants judged in 15 s, about 85 s to go");
        seconds.incrementAndGet();
        assertThat(progress.isOver()).isTrue();
    }
}
