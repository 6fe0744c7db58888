package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.review.AccessQuery.create;
import static dev.kubeuser.review.AccessQuery.delete;
import static dev.kubeuser.review.AccessQuery.get;
import static dev.kubeuser.review.AccessQuery.list;
import static dev.kubeuser.review.AccessQuery.patch;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.coverage.internal.analysis.CompanyRun;
import dev.kubeuser.coverage.internal.analysis.RunAnalysis;
import dev.kubeuser.coverage.internal.analysis.Thresholds;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.Chromium;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.OpenedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The pictures of the report, of a run of a policy of 3 rules and of companies of 60 and 1,000, on a phone, a laptop and
 * a large screen. One browser is for one thread.
 */
@RunsOnce
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class ReportLooksTest {

    private static final int RULES_OF_TEAM = 5;
    private static final Duration PROOF_LIMIT = Duration.ofSeconds(5);
    private static final List<String> PARTS = List.of(
            "summary",
            "denials",
            "findings",
            "grid",
            "graph",
            "ways",
            "answers",
            "policy",
            "needs",
            "tests",
            "certificates");

    private Path directory;
    private Chromium chromium;

    @KubeManifests(value = "classpath:proof/shop.yaml", createNamespaces = true)
    @KubeUser(value = "dora@example.com", groups = "shop-developers")
    @KubeUser(value = "sue@example.com", groups = "support")
    static class Shop {
        @Test
        void developers_roll_out(@KubeUser("dora@example.com") KubeAccess dora) {
            assertThat(dora).can(patch("deployments.apps").in("shop"));
            assertThat(dora).can(get("pods/log").in("shop"));
            assertThat(dora).can(list("pods").in("shop"));
            assertThat(dora).cannot(delete("pods").in("shop"));
            assertThat(dora).cannot(get("secrets").in("shop"));
            assertThat(dora).cannot(create("pods").in("ci"));
        }

        @Test
        void support_only_looks(@KubeUser("sue@example.com") KubeAccess sue) {
            assertThat(sue).can(get("pods").in("shop"));
            assertThat(sue).cannot(patch("deployments.apps").in("shop"));
            assertThat(sue).cannot(list("pods").inAllNamespaces());
        }
    }

    @BeforeAll
    void write(@TempDir Path directory) throws IOException {
        chromium = Chromium.start();
        this.directory = directory;
        EngineRun.of(Map.of("kubeuser.report", report(3).getParent().toString()), Shop.class)
                .assertSuccessful(2);
        for (int rules : List.of(60, 1_000)) {
            Report.of(
                            RunAnalysis.of(CompanyRun.record(rules / RULES_OF_TEAM), PROOF_LIMIT),
                            new Thresholds(OptionalInt.of(20), OptionalInt.of(90), null))
                    .write(report(rules).getParent());
        }
    }

    @AfterAll
    void end() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private Path report(int rules) {
        return directory.resolve("rules-" + rules).resolve("report.html");
    }

    @ParameterizedTest
    @CsvSource({
        "3, 390, LIGHT", "3, 1280, LIGHT", "3, 1280, DARK", "3, 1920, LIGHT",
        "60, 390, DARK", "60, 1280, LIGHT", "60, 1920, DARK",
        "1000, 390, LIGHT", "1000, 1280, DARK", "1000, 1920, LIGHT"
    })
    void no_part_is_wider_than_the_screen_or_offends_the_browser(int rules, int width, ColorScheme scheme) {
        OpenedPage page = chromium.open(report(rules), width, width < 500 ? 844 : 900, scheme);
        for (String part : PARTS) {
            page.page().click("#tab-" + part);
            page.page().waitForSelector("#" + part + ":visible");
            assertThat(page.isWiderThanScreen()).as(part).isFalse();
            page.screenshot("looks-" + rules + "-" + width + "-" + scheme.name().toLowerCase() + "-" + part);
        }
        assertThat(page.offences()).isEmpty();
    }
}
