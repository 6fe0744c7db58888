package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.review.AccessQuery.get;
import static dev.kubeuser.review.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.coverage.internal.recording.DecisionSource;
import dev.kubeuser.coverage.internal.recording.OwnNamespaces;
import dev.kubeuser.coverage.internal.recording.PolicyState;
import dev.kubeuser.coverage.internal.recording.RecordedDecision;
import dev.kubeuser.coverage.internal.recording.RecordedRequests;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.testkit.Chromium;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.OpenedPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The report in a real browser. One browser is for one thread. */
@RunsOnce
@TestInstance(Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class HtmlReportTest {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private Path report;
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
        EngineRun.of(Map.of("kubeuser.report", directory.toString()), HostileNames.class)
                .assertSuccessful(1);
        report = directory.resolve("report.html");
    }

    @AfterAll
    void end() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private OpenedPage open() {
        return chromium.open(report, 1280, 900, ColorScheme.LIGHT);
    }

    @Test
    void hostile_names_are_shown_as_text() {
        OpenedPage page = open();
        assertThat(page.texts("#access-rows td:first-child")).contains(HOSTILE);
        assertThat(page.texts("#policy code")).anyMatch(line -> line.contains("</script><script>alert(1)</script>"));
        assertThat(page.texts("#policy code")).anyMatch(line -> line.contains("</td></table><h1>nobody</h1>"));
        assertThat(page.count("img")).isZero();
        assertThat(page.count("script")).isEqualTo(1);
        assertThat(page.count("h1")).isEqualTo(1);
        assertThat(page.offences()).isEmpty();
    }

    @Test
    void the_access_matrix_is_filtered() {
        OpenedPage page = open();
        int all = page.count("#access-rows tr");
        assertThat(all).isEqualTo(4);
        page.page().selectOption("#access select[name=subject]", "=alice");
        assertThat(page.texts("#access-rows td:first-child"))
                .containsOnly("alice")
                .hasSize(2);
        page.page().selectOption("#access select[name=namespace]", "=");
        assertThat(page.texts("#access-rows td:nth-child(4)")).containsExactly("cluster-wide");
        assertThat(page.texts("[data-count=access-rows]")).containsExactly("1 of 4 shown");
        page.page().click("#access button[type=reset]");
        page.page().fill("#access input[name=text]", "CONFIGMAPS");
        assertThat(page.texts("#access-rows td:nth-child(2)")).containsExactlyInAnyOrder("get", "get");
        page.page().selectOption("#access select[name=outcome]", "=denied");
        assertThat(page.texts("#access-rows td:first-child")).containsExactly("alice");
    }

    @Test
    void lines_of_the_policy_say_what_was_needed() {
        OpenedPage page = open();
        assertThat(page.texts("#policy li.mark-partly code")).contains("  - configmaps");
        assertThat(page.texts("#policy li.mark-unused code")).contains("  resources: [widgets]");
        assertThat(page.texts("#certificates-rows td:first-child")).containsExactlyInAnyOrder(HOSTILE, "alice");
        assertThat(page.texts("#certificates-rows .timeline li")).anyMatch(step -> step.startsWith("extracted "));
    }

    @Test
    void the_keyboard_reaches_the_filters_and_the_lines() {
        OpenedPage page = open();
        page.page().keyboard().press("Tab");
        assertThat(page.page().evaluate("document.activeElement.className")).isEqualTo("skip");
        page.page().keyboard().press("Enter");
        page.page().focus("#findings .place");
        page.page().keyboard().press("Enter");
        assertThat(page.count("#policy li:target")).isEqualTo(1);
        page.page().focus("#access select[name=subject]");
        page.page().keyboard().press("a");
        assertThat(page.texts("#access-rows td:first-child")).containsOnly("alice");
    }

    @Test
    void without_script_everything_is_there() {
        OpenedPage page = chromium.openWithoutScript(report);
        assertThat(page.count("#access-rows tr")).isEqualTo(4);
        assertThat(page.count("form:visible")).isZero();
        assertThat(page.count("button:visible")).isZero();
    }

    @Test
    void of_thousands_of_rows_a_page_shows_a_hundred_and_finds_any(@TempDir Path directory) throws IOException {
        List<RecordedDecision> decisions = IntStream.range(0, 6000)
                .mapToObj(number -> new RecordedDecision(
                        new TestCase("test" + number, "Test > test" + number),
                        DecisionSource.ASSERTION,
                        UserInfo.user("user-" + number),
                        ResourceAttributes.of("get", "", "pods").in("dev"),
                        false,
                        false,
                        false))
                .toList();
        OpenedPage page = open(decisions, directory);
        assertThat(page.texts("[data-count=access-rows]")).containsExactly("100 of 6000 shown");
        assertThat(page.count("#access-rows tr")).isEqualTo(100);
        page.page().fill("#access input[name=text]", "user-5999");
        assertThat(page.texts("#access-rows td:first-child")).containsExactly("user-5999");
        page.page().fill("#access input[name=text]", "");
        page.page().click("[data-more=access-rows]");
        assertThat(page.count("#access-rows tr")).isEqualTo(600);
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
        assertThat(page.texts("#access-rows td:first-child"))
                .containsExactly(
                        "Group auditors",
                        "Group developers",
                        "Group system:authenticated",
                        "alice",
                        "alice (developers)",
                        "system:anonymous",
                        "system:serviceaccount:ci:deployer");
        assertThat(page.texts("#access-rows td:nth-child(5)")).doesNotContain("both");
        assertThat(page.texts("#access select[name=subject] option"))
                .contains("Group developers", "alice (developers)")
                .doesNotContain("cluster-wide");
        page.page().selectOption("#access select[name=subject]", "=Group developers");
        assertThat(page.texts("#access-rows td:nth-child(5)")).containsExactly("allowed");
        page.page().selectOption("#access select[name=subject]", "=alice");
        assertThat(page.texts("#access-rows td:nth-child(5)")).containsExactly("denied");
    }

    private static RecordedDecision answer(UserInfo user, boolean allowed) {
        return new RecordedDecision(
                null,
                DecisionSource.ASSERTION,
                user,
                ResourceAttributes.of("get", "", "pods").in("dev"),
                allowed,
                allowed,
                false);
    }

    private OpenedPage open(List<RecordedDecision> decisions, Path directory) throws IOException {
        PolicyState state = new PolicyState(RbacPolicy.builder(), List.of(), decisions);
        Report.of(new RunRecord(
                        List.of(state), List.of(), new RecordedRequests(0, 0), List.of(), new OwnNamespaces(Map.of())))
                .write(directory);
        return chromium.open(directory.resolve("report.html"), 1280, 900, ColorScheme.LIGHT);
    }

    @Test
    void it_fits_a_phone_and_a_dark_screen() {
        OpenedPage light = open();
        light.screenshot("report-light");
        OpenedPage dark = chromium.open(report, 1280, 900, ColorScheme.DARK);
        dark.screenshot("report-dark");
        OpenedPage phone = chromium.open(report, 390, 844, ColorScheme.LIGHT);
        phone.screenshot("report-phone");
        assertThat(light.isWiderThanScreen()).isFalse();
        assertThat(phone.isWiderThanScreen()).isFalse();
        assertThat(dark.page().evaluate("getComputedStyle(document.body).backgroundColor"))
                .isNotEqualTo(light.page().evaluate("getComputedStyle(document.body).backgroundColor"));
    }
}
