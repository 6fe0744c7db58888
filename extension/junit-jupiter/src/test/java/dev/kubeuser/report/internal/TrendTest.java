package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.review.AccessQuery.get;
import static dev.kubeuser.review.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is compared with those whose reports it is given, and one of them is enough for all before it. */
@RunsOnce
class TrendTest {

    @TempDir
    private Path directory;

    @KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
    @KubeUser(value = "alice", groups = "proof-test-developers")
    static class Half {
        @Test
        void developers_get_pods(KubeAccess alice) {
            assertThat(alice).can(get("pods").in("proof-test"));
        }
    }

    static class Whole extends Half {
        @Test
        void developers_list_pods(KubeAccess alice) {
            assertThat(alice).can(list("pods").in("proof-test"));
        }
    }

    /** A build of its own: this JVM would be one. */
    private Path run(String build, String previous, Class<?> type, int tests) {
        Path report = directory.resolve(build);
        EngineRun.of(
                        Map.of(
                                "kubeuser.report", report.toString(),
                                "kubeuser.build", build,
                                "kubeuser.report.previous", previous),
                        type)
                .assertSuccessful(tests);
        return report;
    }

    private static JsonArray history(Path report) throws IOException {
        return ReportJson.read(report).getAsJsonArray("history");
    }

    private static long covered(JsonArray runs, int index) {
        return runs.get(index)
                .getAsJsonObject()
                .getAsJsonObject("figures")
                .get("permissions covered (%)")
                .getAsLong();
    }

    @Test
    void each_report_says_what_changed_and_carries_the_runs_before_it() throws IOException {
        Path first = run("first", directory.resolve("none.json").toString(), Half.class, 1);
        assertThat(history(first)).isEmpty();
        assertThat(first.resolve("report.md")).content().doesNotContain("Since the run");
        assertThat(ReportJson.page(first).getAsJsonArray("trend")).isEmpty();

        Path second = run("second", first.resolve("report.json").toString(), Whole.class, 2);
        String date =
                ReportJson.read(first).getAsJsonObject("build").get("date").getAsString();
        assertThat(second.resolve("report.md"))
                .content()
                .contains("\nSince the run of " + date)
                .contains(": permissions covered (%) 50 → 100, mutants killed (%) ")
                .contains(", permissions not covered 1 → 0.\n");

        Path third = run("third", second.resolve("report.json").toString(), Whole.class, 2);
        assertThat(third.resolve("report.md")).content().contains("Since the run of ", ": no figure changed.\n");
        assertThat(history(third)).hasSize(2);
        JsonArray trend = ReportJson.page(third).getAsJsonArray("trend");
        assertThat(trend).hasSize(3);
        assertThat(List.of(covered(trend, 0), covered(trend, 1), covered(trend, 2)))
                .containsExactly(50L, 100L, 100L);

        Path again = run("third", third.resolve("report.json").toString(), Whole.class, 2);
        assertThat(history(again)).as("JVMs of one build are one run").hasSize(2);
    }

    private Path write(String name, String build, int second, List<TrendPoint> history) throws IOException {
        String text = """
                {"schemaVersion": 1, "rules": [{"long": []}],
                 "build": {"id": "%s", "date": "2026-01-01T00:%02d:00Z"}, "figures": {"mutants": %d}, "history": %s}
                """.formatted(build, second, second, PrettyJson.of(history));
        return Files.writeString(
                Files.createDirectories(directory.resolve(name)).resolve("report.json"), text);
    }

    private List<TrendPoint> read(List<String> problems, String... sources) {
        return new FormerReports(List.of(sources)).runsBefore("this", problems::add);
    }

    @Test
    void files_may_be_several_and_runs_are_in_order_and_bounded() throws IOException {
        List<TrendPoint> many = new ArrayList<>();
        for (int minute = 0; minute < 55; minute++) {
            many.add(new TrendPoint("2025-01-01T00:%02d:00Z".formatted(minute), null, Map.of("mutants", 1L)));
        }
        Path late = write("b", "late", 9, many);
        write("a", "early", 1, many.subList(50, 55));
        write("c", "this", 12, List.of());
        List<String> problems = new ArrayList<>();
        List<TrendPoint> runs = read(problems, directory + "/*/report.json", late.toString());
        assertThat(problems).isEmpty();
        assertThat(runs)
                .hasSize(50)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((one, other) -> one.date().compareTo(other.date()));
        assertThat(runs.subList(48, 50))
                .extracting(TrendPoint::date)
                .containsExactly("2026-01-01T00:01:00Z", "2026-01-01T00:09:00Z");
        assertThat(read(problems, directory + "/**.json")).hasSize(50);
    }

    @Test
    void what_cannot_be_read_is_one_sentence_and_the_rest_counts() throws IOException {
        Path good = write("good", "good", 1, List.of());
        Path newer = Files.writeString(directory.resolve("newer.json"), "{\"schemaVersion\": 2}");
        Path cut = Files.writeString(directory.resolve("cut.json"), "{\"schemaVersion\": 1, \"build\": {");
        Path wrong = Files.writeString(
                directory.resolve("wrong.json"), Files.readString(good).replace("2026-01-01", "yesterday"));
        List<String> problems = new ArrayList<>();
        assertThat(read(
                        problems,
                        directory + "/none.json",
                        directory + "/none-*.json",
                        newer.toString(),
                        cut.toString(),
                        wrong.toString(),
                        good.toString()))
                .hasSize(1);
        String begin = "the trend lacks " + directory;
        String of = " of kubeuser.report.previous: ";
        assertThat(problems)
                .containsExactly(
                        begin + "/none.json" + of + "there is no such file",
                        begin + "/none-*.json" + of + "no file has such a name",
                        begin + "/newer.json" + of + "its schemaVersion is 2, and this version of kubeuser reads 1",
                        begin + "/cut.json" + of + "it is not what this version of kubeuser writes",
                        begin + "/wrong.json" + of + "it is not what this version of kubeuser writes");
    }

    @Test
    void a_figure_that_is_new_or_gone_is_said_to_be_none() {
        TrendPoint before = new TrendPoint("2026-01-01T00:00:00Z", "0".repeat(40), Map.of("old", 1L, "same", 2L));
        TrendPoint now = new TrendPoint("2026-01-02T00:00:00Z", null, Map.of("new", 3L, "same", 2L));
        assertThat(new Trend(List.of(before, now)).sentence())
                .contains("Since the run of 2026-01-01T00:00:00Z (0000000): new none → 3, old 1 → none.");
        assertThat(new Trend(List.of()).sentence()).isEmpty();
    }
}
