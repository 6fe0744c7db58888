package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.review.AccessQuery.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.microsoft.playwright.options.ColorScheme;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.report.internal.ReportedChange.Rank;
import dev.kubeuser.testkit.Chromium;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.OpenedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What a change of the policy gives and takes, beside what its tests prove. */
@RunsOnce
@TestInstance(Lifecycle.PER_CLASS)
@InTurn
class ChangesTabTest {

    private static final String HOSTILE = "Group </script><img src=x onerror=alert(1)> gains get pods";

    private Report report;
    private Path directory;
    private Chromium chromium;

    @KubeManifests(value = "classpath:proof/hostile.yaml", createNamespaces = true)
    @KubeUser("alice")
    static class OneTest {
        @Test
        void asks(@KubeUser("alice") KubeAccess alice) {
            assertThat(alice).cannot(get("configmaps").in("hostile"));
        }
    }

    @BeforeAll
    void record(@TempDir Path temporary) throws IOException {
        chromium = Chromium.start();
        directory = temporary;
        EngineRun.of(Map.of("kubeuser.report", directory.toString()), OneTest.class)
                .assertSuccessful(1);
        report = BuildEvidence.read(List.copyOf(BuildEvidence.parts(directory))).report(Thresholds.none(), null);
    }

    @AfterEach
    void closePages() {
        chromium.closePages();
    }

    @AfterAll
    void end() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private Path write(ChangeReport changes) throws IOException {
        Path file = Files.writeString(directory.resolve("changes.json"), changes.json());
        ReportFiles.write(report.withChanges(file), directory);
        return directory.resolve("report.html");
    }

    private static ChangeReport changes(ReportedChange... changes) {
        return new ChangeReport("git:main:<b>", "git:HEAD:<b>", List.of(changes));
    }

    @Test
    void the_worst_comes_first_and_names_stay_text() throws IOException {
        Path html = write(changes(
                new ReportedChange(
                        true,
                        Rank.SENSITIVE,
                        HOSTILE,
                        List.of("rule <i>1</i>"),
                        "user <i>",
                        Origin.of("a<b>.yaml", 3),
                        null,
                        "2020-01-01"),
                new ReportedChange(true, Rank.OTHER, "Group b gains get pods", List.of(), "", null, "because", null),
                new ReportedChange(false, Rank.OTHER, "Group c loses get pods", List.of(), "", null, null, null)));
        OpenedPage page = chromium.open(html, 1280, 900, ColorScheme.LIGHT);

        assertThat(page.texts("#tab-changes")).containsExactly("Changes 3");
        page.page().click("#tab-changes");
        page.page().waitForSelector("#changes-rows article");
        assertThat(page.texts("#changes-rows h3"))
                .containsExactly(HOSTILE, "Group b gains get pods", "Group c loses get pods");
        assertThat(page.texts("#changes-rows .chip"))
                .containsExactly("sensitive permission gained", "permission gained", "permission lost");
        page.page().selectOption("#changes select[name=agreed]", "=yes");
        assertThat(page.texts("#changes-rows h3")).containsExactly("Group b gains get pods");
        assertThat(page.count("img")).isZero();
        assertThat(page.offences()).isEmpty();
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains("## Changes\n", "2 gains, 1 of them agreed, and 1 loss")
                .contains(
                        "- sensitive permission gained: **Group \\</script>\\<img src=x onerror=alert(1)> gains get pods**");
    }

    @Test
    void nothing_changed() throws IOException {
        OpenedPage page = chromium.open(write(changes()), 1280, 900, ColorScheme.LIGHT);

        page.page().click("#tab-changes");
        assertThat(page.texts("#changes p").get(0))
                .isEqualTo("What the policy gives and takes, from git:main:<b> to git:HEAD:<b>: nobody gains or loses"
                        + " anything.");
    }

    @Test
    void without_changes_there_is_no_tab() throws IOException {
        ReportFiles.write(report, directory);
        OpenedPage page = chromium.open(directory.resolve("report.html"), 1280, 900, ColorScheme.LIGHT);

        assertThat(page.count("#tab-changes")).isZero();
        assertThat(Files.readString(directory.resolve("report.md"))).doesNotContain("## Changes");
    }

    @Test
    void another_file_is_refused() throws IOException {
        Path file = Files.writeString(directory.resolve("other.json"), "{}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.withChanges(file))
                .withMessageContaining("there is no list of changes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.withChanges(directory.resolve("missing.json")))
                .withMessage("there is no such file");
    }
}
