// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.analysis.internal.Example;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.EngineRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The report in a real browser. One browser is for one thread. */
@RunsOnce
@TestInstance(Lifecycle.PER_CLASS)
@InTurn
class HtmlReportTest {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>";
    private static final Page.WaitForSelectorOptions ATTACHED =
            new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED);

    private static final ResourceAttributes GET_PODS = Example.question("get", "pods");

    private Path report;

    @AutoClose
    private Chromium chromium;

    @KubeManifests(value = "classpath:proof/hostile.yaml", createNamespaces = true)
    @KubeUser(HOSTILE)
    @KubeUser("alice")
    static class HostileNames {
        @Test
        void names_are_hostile(@KubeUser(HOSTILE) KubeAccess hostile, @KubeUser("alice") KubeAccess alice) {
            assertThat(hostile).can(get("configmaps").in("hostile"));
            assertThat(hostile).cannot(get("secrets").in("hostile"));
            assertThat(alice).cannot(get("configmaps").in("hostile"));
            assertThat(alice).cannot(list("pods").inAllNamespaces());
        }
    }

    @BeforeAll
    void write(@TempDir Path directory) {
        chromium = Chromium.start();
        EngineRun.reporting(directory, HostileNames.class).assertSuccessful(1);
        report = directory.resolve("report.html");
    }

    @AfterEach
    void closePages() {
        chromium.closePages();
    }

    private OpenedPage open() {
        return chromium.open(report, 1280, 900, ColorScheme.LIGHT);
    }

    private OpenedPage open(String part) {
        OpenedPage page = open();
        page.page().click("#tab-" + part);
        page.page().waitForSelector("#" + part + " li, #" + part + " tr");
        return page;
    }

    @Test
    void hostile_names_are_shown_as_text() {
        OpenedPage page = open("answers");
        assertThat(page.texts("#answers-rows td:first-child")).contains(HOSTILE);
        page.page().click("#tab-policy");
        page.page().waitForSelector("#policy .code > li");
        assertThat(page.texts("#policy code")).anyMatch(line -> line.contains("</script><script>alert(1)</script>"));
        assertThat(page.texts("#policy code")).anyMatch(line -> line.contains("</td></table><h1>nobody</h1>"));
        for (String part : List.of("findings", "needs", "tests", "certificates")) {
            page.page().click("#tab-" + part);
            page.page().evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
            assertThat(page.count("#" + part + ":visible")).isEqualTo(1);
        }
        page.page().waitForSelector("#findings .suggestion", ATTACHED);
        page.page().waitForSelector("#needs pre", ATTACHED);
        assertThat(page.texts("#findings .what")).contains("without the subject Group </td></table><h1>nobody</h1>");
        assertThat(page.count("img")).isZero();
        assertThat(page.count("script")).isEqualTo(2);
        assertThat(page.count("h1")).isEqualTo(1);
        assertThat(page.offences()).isEmpty();
    }

    @Test
    void the_access_matrix_is_filtered() {
        OpenedPage page = open("answers");
        int all = page.count("#answers-rows tr");
        assertThat(all).isEqualTo(4);
        page.page().selectOption("#answers select[name=subject]", "=alice");
        assertThat(page.texts("#answers-rows td:first-child"))
                .containsOnly("alice")
                .hasSize(2);
        page.page().selectOption("#answers select[name=namespace]", "=");
        assertThat(page.texts("#answers-rows td:nth-child(4)")).containsExactly("cluster-wide");
        assertThat(page.texts("#answers output")).containsExactly("1 of 4 shown");
        page.page().click("#answers button[type=reset]");
        page.page().fill("#answers input[name=text]", "CONFIGMAPS");
        assertThat(page.texts("#answers-rows td:nth-child(2)")).containsExactlyInAnyOrder("get", "get");
        page.page().selectOption("#answers select[name=outcome]", "=denied");
        assertThat(page.texts("#answers-rows td:first-child")).containsExactly("alice");
        page.page().click("#answers-rows summary");
        page.page().waitForSelector("#answers-rows li");
        assertThat(page.texts("#answers-rows li"))
                .containsExactly("HostileNames > names_are_hostile(KubeAccess, KubeAccess)");
    }

    @Test
    void lines_of_the_policy_say_what_was_needed() {
        OpenedPage page = open("policy");
        page.page().waitForSelector("#policy .code > li");
        assertThat(page.texts(".code li.mark-partly > code")).contains("  - configmaps");
        assertThat(page.texts(".code li.mark-unused > code")).contains("  resources: [widgets]");
        page.page().click("#tab-certificates");
        assertThat(page.texts("#certificates-rows td:first-child")).containsExactlyInAnyOrder(HOSTILE, "alice");
        assertThat(page.texts("#certificates-rows .timeline li")).anyMatch(step -> step.startsWith("extracted "));
    }

    /** Mutants of a line were once squeezed into the column of the line's number. */
    @Test
    void mutants_of_a_line_are_as_wide_as_its_text() {
        OpenedPage page = open("policy");
        page.page().click("#policy .mutants summary");
        page.page().waitForSelector("#policy .mutants .finding");
        assertThat((int) page.page()
                        .evaluate("Math.round(document.querySelector('#policy .mutants .finding').clientWidth)"))
                .isGreaterThan(500);
    }

    @Test
    void the_keyboard_reaches_the_parts_the_filters_and_the_lines() {
        OpenedPage page = open();
        page.page().keyboard().press("Tab");
        assertThat(page.page().evaluate("document.activeElement.className")).isEqualTo("skip");
        page.page().keyboard().press("Tab");
        assertThat(focused(page)).isEqualTo("tab-summary");
        page.page().keyboard().press("ArrowRight");
        assertThat(focused(page)).isEqualTo("tab-paths");
        page.page().keyboard().press("ArrowRight");
        assertThat(focused(page)).isEqualTo("tab-denials");
        page.page().keyboard().press("ArrowRight");
        assertThat(focused(page)).isEqualTo("tab-findings");
        assertThat(page.texts("[role=tab][aria-selected=true]"))
                .singleElement()
                .asString()
                .startsWith("Findings");
        page.page().focus("#findings .place");
        page.page().keyboard().press("Enter");
        page.page().waitForSelector("#policy .target");
        assertThat(focused(page)).matches("o0l\\d+");
        page.page().focus("#tab-policy");
        page.page().keyboard().press("ArrowLeft");
        page.page().waitForSelector("#answers-rows");
        page.page().focus("#answers select[name=subject]");
        page.page().keyboard().press("a");
        assertThat(page.texts("#answers-rows td:first-child")).containsOnly("alice");
        page.page().focus("#tab-answers");
        page.page().keyboard().press("End");
        assertThat(focused(page)).isEqualTo("tab-certificates");
    }

    private static String focused(OpenedPage page) {
        return (String) page.page().evaluate("document.activeElement.id");
    }

    @Test
    void without_script_there_is_the_summary_and_a_sentence_about_the_rest() {
        OpenedPage page = chromium.openWithoutScript(report);
        assertThat(page.texts(".tile small")).hasSize(3).contains("1 of 2");
        assertThat(page.count(".tasks li:visible")).isBetween(2, 5);
        assertThat(page.texts(".noscript")).singleElement().asString().contains("report.md or report.json");
        assertThat(page.count(".noscript:visible")).isEqualTo(1);
        assertThat(page.count("form:visible")).isZero();
        assertThat(page.count("button:visible")).isZero();
    }

    @Test
    void counts_agree_and_one_is_not_several() {
        OpenedPage page = open("findings");
        List<String> kinds = page.texts("#findings select option");
        long open = page.texts("#summary .open li").stream()
                .mapToLong(each -> Long.parseLong(each.substring(0, each.indexOf(' '))))
                .sum();
        assertThat(page.texts("#tab-findings")).containsExactly("Findings " + open);
        assertThat(kinds).contains("to do (" + open + ")");
        long killed = number(kinds, "killed mutants");
        assertThat(page.texts(".tile small")).contains(killed + " of " + (killed + number(kinds, "surviving mutants")));
        assertThat(page.texts("#summary .facts div"))
                .contains(
                        "test with access checks1",
                        "equivalent mutants (not counted)" + number(kinds, "equivalent mutants"));
        page.page().selectOption("#findings select", "");
        assertThat(page.texts("#findings output")).containsExactly(number(kinds, "all") + " shown");
        assertThat(page.texts("#findings-rows .note")).contains("2 policy findings, 3 equivalent mutants");
    }

    private static long number(List<String> options, String kind) {
        return options.stream()
                .filter(option -> option.startsWith(kind + " ("))
                .mapToLong(option -> Long.parseLong(option.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_tasks_lead_to_what_they_are_about() {
        OpenedPage page = open();
        assertThat(page.count("#summary .tasks li")).isBetween(2, 5);
        page.page().click("#summary .tasks li:first-child a");
        page.page().waitForSelector("#findings .finding");
        assertThat(page.texts("[role=tab][aria-selected=true]")).allMatch(tab -> tab.startsWith("Findings"));
    }

    @Test
    void each_finding_has_its_assertion_beside_its_rule() {
        OpenedPage page = open("findings");
        page.page().selectOption("#findings select", "3");
        assertThat(page.texts("#findings .rule h3"))
                .containsExactlyInAnyOrder(
                        "rule 1 of Role hostile/hostile-readers", "RoleBinding hostile/hostile-readers");
        assertThat(page.count("#findings .finding")).isEqualTo(page.count("#findings .suggestion"));
        assertThat(page.texts("#findings .suggestion code"))
                .contains("assertThat(imgSrcXOnerrorAlert1).cannot(create(\"configmaps\").in(\"hostile\"));");
    }

    @Test
    void of_thousands_of_rows_a_page_draws_those_that_one_scrolls_to_and_finds_any(@TempDir Path directory)
            throws IOException {
        List<RecordedDecision> decisions = IntStream.range(0, 6000)
                .mapToObj(number -> Example.asked("test" + number, UserInfo.user("user-" + number), GET_PODS, false))
                .toList();
        OpenedPage page = open(decisions, directory);
        assertThat(page.texts("#answers output")).containsExactly("6000 shown");
        assertThat(page.count("#answers-rows tr")).isEqualTo(100);
        page.page().evaluate("scrollTo(0, document.documentElement.scrollHeight)");
        page.page().waitForSelector("#answers-rows tr:nth-child(200)", ATTACHED);
        assertThat(page.count("#answers-rows tr")).isBetween(200, 400);
        page.page().fill("#answers input[name=text]", "user-5999");
        assertThat(page.texts("#answers-rows td:first-child")).containsExactly("user-5999");
        page.page().fill("#answers input[name=text]", "");
        assertThat(page.count("#answers-rows tr")).isEqualTo(100);
    }

    @Test
    void groups_are_subjects_and_tell_users_of_one_name_apart(@TempDir Path directory) throws IOException {
        OpenedPage page = open(
                List.of(
                        answer(UserInfo.user("", "developers"), true),
                        answer(UserInfo.user("", "auditors"), false),
                        answer(UserInfo.exactly("", "system:authenticated"), false),
                        answer(UserInfo.user("alice", "developers"), true),
                        answer(UserInfo.user("alice"), false),
                        answer(UserInfo.serviceAccount("ci", "deployer"), true),
                        answer(UserInfo.anonymous(), false)),
                directory);
        assertThat(page.texts("#answers-rows td:first-child"))
                .containsExactly(
                        "Group auditors",
                        "Group developers",
                        "Group system:authenticated",
                        "ServiceAccount ci/deployer",
                        "alice",
                        "alice (developers)",
                        "system:anonymous");
        assertThat(page.texts("#answers-rows td:nth-child(5)")).doesNotContain("both");
        assertThat(page.texts("#answers select[name=subject] option"))
                .contains("Group developers", "alice (developers)")
                .doesNotContain("cluster-wide");
        page.page().selectOption("#answers select[name=subject]", "=Group developers");
        assertThat(page.texts("#answers-rows td:nth-child(5)")).containsExactly("allowed");
        page.page().selectOption("#answers select[name=subject]", "=alice");
        assertThat(page.texts("#answers-rows td:nth-child(5)")).containsExactly("denied");
    }

    private static RecordedDecision answer(UserInfo user, boolean allowed) {
        return new RecordedDecision(null, RecordedDecision.Source.ASSERTION, user, GET_PODS, allowed, allowed, false);
    }

    private OpenedPage open(List<RecordedDecision> decisions, Path directory) throws IOException {
        PolicyState state = new PolicyState(RbacPolicy.builder(), List.of(), decisions);
        Report.of(Example.unserved(Map.of(), Set.of(), state)).write(directory);
        OpenedPage page = chromium.open(directory.resolve("report.html"), 1280, 900, ColorScheme.LIGHT);
        page.page().click("#tab-answers");
        return page;
    }

    @Test
    void it_is_dark_on_a_dark_screen() {
        OpenedPage dark = chromium.open(report, 1280, 900, ColorScheme.DARK);
        assertThat(dark.page().evaluate("getComputedStyle(document.body).backgroundColor"))
                .isNotEqualTo(open().page().evaluate("getComputedStyle(document.body).backgroundColor"));
    }
}
