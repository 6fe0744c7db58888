// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.report.internal.OpenedPage.PARTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.analysis.internal.CompanyRun;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The pictures of the report, of a run of a policy of 3 rules and of companies of 60 and 1,000, on a phone, a laptop
 * and a large screen. One browser is for one thread.
 */
@RunsOnce
@TestInstance(Lifecycle.PER_CLASS)
@InTurn
class ReportLooksTest {

    private static final int RULES_OF_TEAM = 5;
    private static final Duration PROOF_LIMIT = Duration.ofSeconds(5);
    /**
     * A picture of the documentation.
     *
     * @param name the name of its file in docs/pictures
     */
    private record Picture(String name, int rules, int width, ColorScheme scheme, String part) {}

    private static final List<Picture> PICTURES = List.of(
            new Picture("report-summary", 60, 1280, ColorScheme.LIGHT, "summary"),
            new Picture("report-findings", 3, 1280, ColorScheme.LIGHT, "findings"),
            new Picture("report-grid-dark", 3, 1280, ColorScheme.DARK, "grid"),
            new Picture("report-graph", 3, 1280, ColorScheme.LIGHT, "graph"),
            new Picture("report-graph-of-1000-rules", 1_000, 1920, ColorScheme.LIGHT, "graph"),
            new Picture("report-phone", 60, 390, ColorScheme.DARK, "graph"),
            new Picture("report-paths", 3, 1280, ColorScheme.LIGHT, "paths"));

    private Path directory;

    @AutoClose
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
            assertThat(dora).cannot(AccessQuery.create("pods").in("ci"));
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
        EngineRun.of(Map.of("kubeuser.report", folder(3).toString()), Shop.class)
                .assertSuccessful(2);
        for (int rules : List.of(60, 1_000)) {
            Report.of(
                            RunAnalysis.of(CompanyRun.record(rules / RULES_OF_TEAM), rules > 60 ? PROOF_LIMIT : null),
                            new Thresholds(OptionalInt.of(20), OptionalInt.of(90), null))
                    .write(folder(rules));
        }
    }

    @AfterEach
    void closePages() {
        chromium.closePages();
    }

    private Path report(int rules) {
        return folder(rules).resolve("report.html");
    }

    private Path folder(int rules) {
        return directory.resolve("rules-" + rules);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 390, LIGHT",
        "3, 1280, LIGHT",
        "3, 1280, DARK",
        "3, 1920, LIGHT",
        "60, 390, DARK",
        "60, 1280, LIGHT",
        "60, 1920, DARK",
        "1000, 390, LIGHT",
        "1000, 1280, DARK",
        "1000, 1920, LIGHT"
    })
    void no_part_is_wider_than_the_screen_or_offends_the_browser(int rules, int width, ColorScheme scheme) {
        OpenedPage page = chromium.open(report(rules), width, height(width), scheme);
        for (String part : PARTS) {
            page.show(part);
            assertThat(page.isWiderThanScreen()).as(part).isFalse();
            assertThat(page.page().evaluate(OUT_OF_REACH)).as(part).isEqualTo(List.of());
        }
        assertThat(page.offences()).isEmpty();
    }

    /** What is wider than the box around it, which cannot be scrolled. */
    private static final String OUT_OF_REACH = """
            [...document.querySelectorAll(".code, .grid, .graph")]
              .filter((element) => element.checkVisibility())
              .filter((element) => element.getBoundingClientRect().width > element.parentElement.clientWidth + 1)
              .filter((element) => !["auto", "scroll"].includes(getComputedStyle(element.parentElement).overflowX))
              .map((element) => element.parentElement.getAttribute("aria-label"))""";

    private static int height(int width) {
        return width < 500 ? 844 : 900;
    }

    @Test
    void each_picture_of_the_documentation_is_made_here() throws IOException {
        for (Picture picture : PICTURES) {
            OpenedPage page = open(picture.rules(), picture.width(), picture.scheme(), picture.part());
            if (picture.name().equals("report-phone")) {
                page.page().evaluate("document.querySelector('#graph form').scrollIntoView()");
            }
            page.screenshot(picture.name());
        }
        try (Stream<Path> files = Files.list(SourceTree.file("docs/pictures"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(PICTURES.stream()
                            .map(picture -> picture.name() + ".png")
                            .toList());
        }
    }

    private OpenedPage open(int rules, int width, String part) {
        return open(rules, width, ColorScheme.LIGHT, part);
    }

    private OpenedPage open(int rules, int width, ColorScheme scheme, String part) {
        return chromium.open(report(rules), width, height(width), scheme).show(part);
    }

    @Test
    void a_grid_has_a_row_for_each_subject_and_namespace_and_says_what_nobody_asked() {
        OpenedPage page = open(3, 1280, "grid");
        assertThat(page.texts("#grid thead th"))
                .containsExactly("Subject", "Namespace", "deployments.apps", "pods", "pods/log", "secrets");
        assertThat(page.texts("#grid-rows .where")).containsExactly("ci", "shop", "cluster-wide", "shop");
        assertThat(page.count("#grid-rows button.cell")).isEqualTo(8);
        assertThat(page.count("#grid-rows td.empty")).isEqualTo(8);
        assertThat(page.texts("#grid-rows tr:nth-child(2) td:nth-child(4) .verbs"))
                .containsExactly("✓allowed: list. ", "✗denied: delete. ", "–never asked: get, create. ");
        page.page().selectOption("#grid select[name=resource]", "secrets");
        assertThat(page.texts("#grid thead th")).containsExactly("Subject", "Namespace", "secrets");
        assertThat(page.texts("#grid-rows .where")).containsExactly("shop");
    }

    @Test
    void the_arrows_go_from_cell_to_cell_and_enter_shows_the_answers() {
        OpenedPage page = open(3, 1280, "grid");
        page.page().focus("#grid-rows button[tabindex='0']");
        press(page, "ArrowDown", "ArrowUp", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "Enter");
        assertThat(page.page().evaluate("location.hash")).isEqualTo("#answers");
        // Dora was also asked about pods in ci, and Sue about pods in shop.
        assertThat(page.texts("#answers-rows td:nth-child(1)")).containsOnly("dora@example.com (shop-developers)");
        assertThat(page.texts("#answers-rows td:nth-child(3)")).containsExactly("pods", "pods", "pods/log");
        assertThat(page.texts("#answers-rows td:nth-child(4)")).containsOnly("shop");
        assertThat(page.offences()).isEmpty();
    }

    private static void press(OpenedPage page, String... keys) {
        for (String key : keys) {
            page.page().keyboard().press(key);
        }
    }

    @Test
    void a_graph_leads_from_subjects_over_bindings_and_roles_to_permissions() {
        OpenedPage page = open(3, 1280, "graph");
        assertThat(page.count("#graph g.box")).isEqualTo(5 + 4 + 4 + 6);
        assertThat(page.count("#graph path.link")).isEqualTo(5 + 4 + 6);
        assertThat(labels(page))
                .contains(
                        "Subject: User sam@example.com, never used, to RoleBinding shop/developers",
                        "Role: ClusterRole view, role of the cluster, to " + rulesOfView(page)
                                + " rules choose the role to" + " see them, from RoleBinding shop/support",
                        "Permissions: create pods, serviceaccounts/token, 0 of 2 covered, a step of an escalation path,"
                                + " leads to ServiceAccount ci/installer: cluster-admin, from Role ci/pipeline");
        assertThat(page.count("#graph path.link.step")).isEqualTo(3);
        assertThat(page.count("#graph g.lead")).isEqualTo(1);
        page.page().click("#graph g.box:has-text('ServiceAccount'):has-text('ci/pipeline')");
        assertThat(labels(page).stream().filter(label -> label.startsWith("Subject: ")))
                .hasSize(2)
                .anyMatch(label -> label.startsWith("Subject: ServiceAccount ci/installer"));
        assertThat(page.count("#graph g.lead")).isEqualTo(1);
    }

    /** How many it has depends on the version of Kubernetes. */
    private static int rulesOfView(OpenedPage page) {
        Pattern collapsed = Pattern.compile(
                "Permissions: (\\d+) rules choose the role to see them, not under test, from ClusterRole view");
        return labels(page).stream()
                .map(collapsed::matcher)
                .filter(Matcher::matches)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static List<String> labels(OpenedPage page) {
        return (List<String>) page.page()
                .evaluate(
                        "[...document.querySelectorAll('#graph g.box')].map((box) => box.getAttribute('aria-label'))");
    }

    @Test
    void the_arrows_go_from_box_to_box_and_enter_shows_what_is_linked() {
        OpenedPage page = open(3, 1280, "graph");
        page.page().focus("#graph g.box[tabindex='0']");
        press(page, "ArrowDown", "Enter");
        assertThat(page.count("#graph g.box")).isEqualTo(5);
        assertThat((String) page.page().evaluate("location.hash")).startsWith("#graph-s");
        assertThat(focused(page)).startsWith("Subject: User sam@example.com");
        press(page, "ArrowRight", "ArrowRight", "ArrowRight");
        assertThat(focused(page)).startsWith("Permissions: ");
        page.page().reload();
        page.page().waitForSelector("#graph:visible");
        assertThat(page.count("#graph g.box")).isEqualTo(5);
        press(page, "Escape");
        assertThat(page.count("#graph g.box")).isEqualTo(19);
        int rules = rulesOfView(page);
        page.page().selectOption("#graph select[name=role]", "=ClusterRole view");
        page.page().click("#graph g.box:has-text('ClusterRole')");
        assertThat(page.count("#graph g.box")).isEqualTo(3 + rules);
    }

    private static String focused(OpenedPage page) {
        return (String) page.page().evaluate("document.activeElement.getAttribute('aria-label')");
    }

    @ParameterizedTest
    @CsvSource({"3, 390, 5", "60, 390, 8", "1000, 390, 8", "3, 1280, 5", "60, 1280, 48", "1000, 1280, 50"})
    void a_graph_has_as_many_subjects_as_one_can_read_and_no_label_leaves_its_box(int rules, int width, int subjects) {
        OpenedPage page = open(rules, width, "graph");
        assertThat(labels(page).stream().filter(label -> label.startsWith("Subject: ")))
                .hasSize(subjects);
        assertThat(page.page().evaluate(CLIPPED)).isEqualTo(List.of());
        if (rules == 1_000) {
            assertThat(page.texts("#graph [role=status]"))
                    .containsExactly("The first " + subjects
                            + " of 800 subjects. Choose a subject or a role, or search, to see the others. ");
            page.page().fill("#graph input[name=text]", "team-199-leads");
            assertThat(labels(page).stream().filter(label -> label.startsWith("Subject: ")))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 390, 4", "1000, 1280, 20"})
    void a_map_has_the_worst_cells_and_leads_to_their_rules(int rules, int width, int fewest) {
        OpenedPage page = open(rules, width, "graph");
        int cells = page.count("#map-picture g.box");
        assertThat(cells).isBetween(2 * fewest, 2 * 40).isEven();
        assertThat(page.texts("#graph [aria-live]"))
                .containsExactly("These are the worst " + cells / 2 + " of 200 namespaces. Search to see the others.");
        page.page().fill("#graph input[name=place]", "team-199");
        assertThat(page.page().locator("#map-picture g.box").first().getAttribute("aria-label"))
                .matches("Role deployer in team-199: \\d+ of 43 permissions covered");
        assertThat(page.count("#map-picture g.box")).isEqualTo(2);
        page.page().focus("#map-picture g.box[tabindex='0']");
        press(page, "ArrowDown", "Enter");
        page.page().waitForSelector("#policy .target");
        assertThat(page.texts("#policy .target code")).first().asString().startsWith("- {apiGroups");
        assertThat(page.offences()).isEmpty();
    }

    @Test
    void a_small_policy_has_a_graph_and_no_map() {
        assertThat(open(60, 1280, "graph").count("#map-picture")).isZero();
    }

    /** The texts that are not within their box. */
    private static final String CLIPPED = """
            [...document.querySelectorAll("#graph g.box")].flatMap((box) => {
              const room = box.querySelector("rect").getBBox();
              return [...box.querySelectorAll("text")].filter((text) => {
                const { x, y, width, height } = text.getBBox();
                return x < room.x || x + width > room.x + room.width || y < room.y || y + height > room.y + room.height;
              }).map((text) => text.textContent);
            })""";

    @Test
    void a_narrowed_file_shows_what_it_loses_and_what_stays() {
        OpenedPage page = open(3, 1280, "needs");
        String file = "#narrowed-files .change:first-child ";
        assertThat(page.texts(file + "summary .note")).containsExactly("−15 +6");
        assertThat(page.texts(file + ".mark-unused code")).contains("  verbs: [get, list, watch, patch]");
        assertThat(page.texts(file + ".mark-covered code")).contains("  verbs: [patch]");
        assertThat(page.texts(file + "li:not([class]) .number").get(0)).isEqualTo("7");
        assertThat(page.count("#narrowed-files li")).isEqualTo(40);
        page.page().click("#narrowed-files button");
        assertThat(page.count("#narrowed-files li")).isGreaterThan(40);
    }

    @Test
    void escalation_paths_show_their_steps() {
        OpenedPage page = open(3, 1280, "paths");
        assertThat(page.texts("#paths h3"))
                .containsExactly("ServiceAccount ci/installer", "ServiceAccount ci/pipeline");
        assertThat(page.texts("#paths .rule > .note"))
                .containsExactly("is cluster-admin already, by its bindings", "becomes cluster-admin in 1 step");
        page.page().waitForSelector("#paths svg circle");
        assertThat(page.texts("#paths article:nth-child(2) svg text"))
                .containsExactly(
                        "ServiceAccount ci/pipeline",
                        "1",
                        "asks for a token of ServiceAccount ci/installer",
                        "TOKEN_REQUEST, certain",
                        "ServiceAccount ci/installer: cluster-admin");
        page.page().click("#paths article:nth-child(2) summary");
        page.page().click("#paths li li a");
        page.page().waitForSelector("#policy .target");
        assertThat(page.texts("#policy .target > code")).containsExactly("- apiGroups: [\"\"]");
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void text_stands_out_from_its_ground(ColorScheme scheme) {
        OpenedPage page = chromium.open(report(3), 1280, 900, scheme);
        for (String part : PARTS) {
            page.show(part);
            assertThat(page.page().evaluate(FAINT)).as(part).isEqualTo(List.of());
        }
    }

    /** The texts whose contrast with what is behind them is below that of WCAG AA. */
    private static final String FAINT = """
            (() => {
              const channels = (color) => color.match(/[\\d.]+/g).map(Number);
              const light = (color) => channels(color).slice(0, 3).map((each) => each / 255)
                .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
                .reduce((sum, each, index) => sum + each * [0.2126, 0.7152, 0.0722][index], 0);
              const isClear = (color) => channels(color)[3] === 0;
              const ground = (element) => {
                const box = element.closest("g.box")?.querySelector("rect");
                if (box) {
                  return getComputedStyle(box).fill;
                }
                for (let each = element; each; each = each.parentElement) {
                  const color = getComputedStyle(each).backgroundColor;
                  if (!isClear(color)) {
                    return color;
                  }
                }
                return "rgb(255, 255, 255)";
              };
              return [...document.querySelectorAll("body *")]
                .filter((element) => element.checkVisibility() && !element.matches("script, style, option, circle + text"))
                .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ""))
                .flatMap((element) => {
                  const style = getComputedStyle(element);
                  const [text, behind] = [light(element.matches("svg *") ? style.fill : style.color), light(ground(element))];
                  const contrast = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
                  return contrast < 4.5 ? [`${contrast.toFixed(2)} ${element.className} ${element.textContent.slice(0, 40)}`] : [];
                });
            })()""";

    @ParameterizedTest
    @CsvSource({"3, 4", "60, 7"})
    void on_paper_is_what_to_do_on_few_pages_and_nothing_can_be_pressed(int rules, int mostPages) {
        OpenedPage page = chromium.open(report(rules), 800, 1100, ColorScheme.DARK);
        page.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        page.page().waitForSelector("#findings .finding");
        for (String part : PARTS) {
            boolean isOnPaper =
                    List.of("summary", "findings", "needs").contains(part) || (part.equals("paths") && rules == 3);
            assertThat(page.page().isVisible("#" + part + " > h2")).as(part).isEqualTo(isOnPaper);
        }
        assertThat(page.count("select:visible, input:visible, button:visible")).isZero();
        assertThat(page.count("details:not([open]):visible")).isZero();
        assertThat(page.count("#findings .rule:visible")).isBetween(5, 10);
        assertThat(page.count("#findings .finding:nth-child(n + 6):visible")).isZero();
        assertThat(page.texts("#findings .paper")).anyMatch(text -> text.matches("And \\d+ more in the page\\."));
        assertThat(page.count("#narrowed-files .change:visible")).isBetween(1, 5);
        assertThat(page.isWiderThanScreen()).isFalse();
        byte[] pdf = page.page()
                .pdf(new Page.PdfOptions()
                        .setPath(Path.of("target", "screenshots", "looks-" + rules + ".pdf"))
                        .setFormat("A4"));
        assertThat(pages(pdf)).isBetween(1L, (long) mostPages);
        page.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
        assertThat(page.offences()).isEmpty();
    }

    private static long pages(byte[] pdf) {
        return Pattern.compile("/Type\\s*/Page\\b")
                .matcher(new String(pdf, StandardCharsets.ISO_8859_1))
                .results()
                .count();
    }
}
