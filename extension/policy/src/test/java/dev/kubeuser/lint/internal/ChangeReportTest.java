// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.lint.internal.ChangeReport.ReportedChange;
import dev.kubeuser.lint.internal.ChangeReport.ReportedChange.Direction;
import dev.kubeuser.lint.internal.ChangeReport.ReportedChange.Rank;
import dev.kubeuser.rbac.Origin;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a change gives and takes, as a reader of one of its forms may not expect; the forms have golden files. */
class ChangeReportTest {

    private static final String HOSTILE = "</script><b>x\n::error::\u001b](javascript:x)";

    private static ReportedChange change(
            boolean isGain, Rank rank, String line, @Nullable Origin origin, @Nullable String accepted) {
        return new ReportedChange(
                isGain ? Direction.GAIN : Direction.LOSS,
                rank,
                line,
                "get secrets",
                origin,
                List.of("rule 1 of Role prod/sre", "  through it"),
                accepted,
                null,
                List.of());
    }

    private static ChangeReport report(ReportedChange... changes) {
        return new ChangeReport("git:main:deploy/", "git:HEAD:deploy/", List.of(changes));
    }

    @Test
    void markdown_shows_names_as_they_are() {
        String markdown = report(change(true, Rank.RISK, HOSTILE, Origin.of(HOSTILE, 1), HOSTILE))
                .markdown();

        assertThat(markdown)
                .contains("**\\</script>\\<b>x ::error::\\\\x1b](javascript:x)**")
                .doesNotContain("\u001b")
                .doesNotContain("\n::");
    }

    @Test
    void markdown_of_many_is_short_enough_for_a_comment() {
        ReportedChange[] many = IntStream.range(0, 3000)
                .mapToObj(number -> change(true, Rank.OTHER, "Group g" + number + " gains get pods", null, null))
                .toArray(ReportedChange[]::new);

        assertThat(report(many).markdown())
                .hasSizeLessThan(65_000)
                .contains("of 3000 changes; --format text has the rest.");
    }

    @Test
    void sarif_has_what_is_gained_on_its_line() {
        Origin origin = Origin.of("deploy/rbac.yaml", 12);
        JsonObject run = sarif(report(
                        change(true, Rank.RISK, "Group sre gains get secrets in prod", origin, null),
                        change(true, Rank.OTHER, "Group dev gains get pods", null, null),
                        change(true, Rank.OTHER, "Group ops gains list pods", origin, "because it is needed"),
                        change(false, Rank.OTHER, "Group dev loses list pods", origin, null))
                .sarif());
        JsonArray results = run.getAsJsonArray("results");

        assertThat(results).hasSize(1);
        JsonObject result = results.get(0).getAsJsonObject();
        assertThat(result.get("ruleId").getAsString()).isEqualTo("gained-risk");
        assertThat(result.getAsJsonObject("message").get("text").getAsString())
                .isEqualTo("Group sre gains get secrets in prod; for example get secrets");
        assertThat(result.toString()).contains("\"startLine\":12", "deploy/rbac.yaml");
        assertThat(run.getAsJsonArray("invocations").toString()).contains("1 gain more");
    }

    @Test
    void names_stay_text_in_json_which_has_the_chart() {
        Origin origin = new Origin(HOSTILE, 2, 1, "helm release x", null);
        JsonObject report = JsonParser.parseString(
                        report(change(true, Rank.OTHER, HOSTILE, origin, "")).json())
                .getAsJsonObject();

        JsonObject gain = report.getAsJsonArray("changes").get(0).getAsJsonObject();
        assertThat(gain.get("line").getAsString()).isEqualTo(HOSTILE);
        assertThat(gain.getAsJsonObject("origin").get("rendering").getAsString())
                .isEqualTo("helm release x");
    }

    /** The only run. */
    private static JsonObject sarif(String sarif) {
        return JsonParser.parseString(sarif)
                .getAsJsonObject()
                .getAsJsonArray("runs")
                .get(0)
                .getAsJsonObject();
    }
}
