// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** README.md and the pages in docs show only what runs here, and have no dead link. */
@RunsOnce
class DocsTest {

    /** What could be wrong without anybody noticing; the others are commands and output. */
    private static final Set<String> CHECKED_LANGUAGES = Set.of("diff", "java", "kotlin", "properties", "xml");

    private static final int MAX_LINES_OF_README = 150;
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^):\\s#]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern CONTROL_PLANE =
            Pattern.compile("<artifactId>(kubeuser-control-plane-[^<]+)</artifactId>\\s*"
                    + "(?:<version>[^<]*</version>\\s*)?<classifier>([^<]+)</classifier>");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern GO_TEST = Pattern.compile("(?m)^func (Test\\w+)\\(");
    private static final Pattern MESSAGE = Pattern.compile("(?m)^### `(.*)`$");
    private static final Pattern PART = Pattern.compile("  - ([^:]+):");
    private static final Pattern PAGE_OF_PART = Pattern.compile("      - (?:.+: )?([\\w./-]+\\.md)");
    private static final Pattern TYPE = Pattern.compile("(?<![.@\\w])[A-Z]\\w+");
    private static final Pattern TYPE_OF_API =
            Pattern.compile("(?m)^(?:[a-z]+ )*(?:class|interface|enum|record) dev\\.kubeuser\\.[a-z.]+\\.(\\w+)");
    private static final Path ROOT = root();

    /** The pages for those who work on kubeuser, which have a list of their own. */
    private static final Path DEVELOPMENT = ROOT.resolve("docs/development");

    /** From the module's folder, where Maven runs tests, or from any other. */
    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(directory -> Files.exists(directory.resolve("sample-tests")))
                .findFirst()
                .orElseThrow();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    static Stream<Snippet> snippets() throws IOException {
        return pages().stream()
                .flatMap(page -> Snippet.in(read(page)).stream())
                .filter(snippet -> CHECKED_LANGUAGES.contains(snippet.language())
                        || !snippet.source().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void a_snippet_is_in_the_file_that_it_names(Snippet snippet) {
        assertThat(snippet.source())
                .as("the comment <!-- from FILE --> above it")
                .isNotEmpty();
        assertThat(snippet.isIn(read(ROOT.resolve(snippet.source()))))
                .as("%s has this:%n%s", snippet.source(), snippet.text())
                .isTrue();
    }

    /** No project of this build has them: each would need a control plane of another minor. */
    @Test
    void a_control_plane_that_a_page_names_is_in_the_bom() throws IOException {
        List<String> named = pages().stream()
                .flatMap(page -> controlPlanes(read(page)).stream())
                .toList();

        assertThat(named).isNotEmpty().isSubsetOf(controlPlanes(read(ROOT.resolve("extension/bom/pom.xml"))));
    }

    private static List<String> controlPlanes(String text) {
        return CONTROL_PLANE
                .matcher(text)
                .results()
                .map(found -> found.group(1) + ":" + found.group(2))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "build.gradle",
                "settings.gradle",
                "deploy/rbac.yaml",
                "src/test/java/com/example/DevelopersTest.java",
                "src/test/resources/junit-platform.properties"
            })
    void who_gets_started_sees_each_file_of_the_first_project_whole(String file) {
        String source = "sample-tests/first-project/" + file;
        assertThat(Snippet.in(read(ROOT.resolve("docs/getting-started.md"))))
                .filteredOn(snippet -> snippet.source().equals(source))
                .extracting(Snippet::text)
                .containsExactly(read(ROOT.resolve(source)).stripTrailing());
    }

    /** A row of the table of threats is worth what its test is. Go's tests are found by their prefix. */
    @Test
    void a_test_against_a_threat_is_where_the_table_says() throws IOException {
        Map<String, String> tests = testClasses();
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (String row : table(read(ROOT.resolve("docs/development/threats.md")), "| who | could |")) {
            String test = "";
            String cell = row.substring(row.lastIndexOf('|', row.length() - 2));
            for (MatchResult code : CODE.matcher(cell).results().toList()) {
                String[] name = code.group(1).split("#", 2);
                test = name[0].isEmpty() ? test : name[0];
                String source = tests.getOrDefault(test, "");
                named++;
                if (source.isEmpty() || (name.length == 2 && !source.contains(" " + name[1] + "("))) {
                    missing.add(code.group(1));
                }
            }
            assertThat(test).as(row).isNotEmpty();
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(30);
    }

    /** Returns the rows of the table that begins so. */
    private static List<String> table(String page, String heading) {
        return page.substring(page.indexOf(heading))
                .lines()
                .skip(2)
                .takeWhile(row -> row.startsWith("|"))
                .toList();
    }

    private static Map<String, String> testClasses() throws IOException {
        Map<String, String> classes = new HashMap<>();
        for (String module : List.of("control-plane", "extension", "release", "testing", "tools")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
                files.filter(file -> file.toString().matches(".*(src/test/.*Test\\.java|_test\\.go)"))
                        .forEach(file -> {
                            String text = read(file);
                            classes.put(file.getFileName().toString().replace(".java", ""), text);
                            GO_TEST.matcher(text).results().forEach(test -> classes.put(test.group(1), text));
                        });
            }
        }
        return classes;
    }

    @Test
    void the_korean_tutorial_shows_the_same_commands_and_code() {
        assertThat(Snippet.in(read(ROOT.resolve("docs/tutorial.ko.md"))))
                .isNotEmpty()
                .isEqualTo(Snippet.in(read(ROOT.resolve("docs/tutorial.md"))));
    }

    @Test
    void the_readme_is_short() {
        assertThat(read(ROOT.resolve("README.md")).lines()).hasSizeLessThanOrEqualTo(MAX_LINES_OF_README);
    }

    /** Readers of the repository have no navigation; those of the site do. */
    @Test
    void the_readme_leads_to_each_page_for_users_in_two_clicks() throws IOException {
        List<Path> first = linked(ROOT.resolve("README.md"));
        assertThat(first.stream()
                        .filter(page -> page.toString().endsWith(".md"))
                        .flatMap(page -> Stream.concat(Stream.of(page), linked(page).stream())))
                .containsAll(pagesForUsers());
    }

    @Test
    void the_readme_and_the_navigation_of_the_site_are_one_map() throws IOException {
        String readme = read(ROOT.resolve("README.md"));
        Map<String, List<String>> navigation = navigation();
        List<String> parts = new ArrayList<>();
        for (String row : table(readme, "| to | begin with |")) {
            String part = row.substring(1, row.indexOf('|', 1)).strip();
            List<String> links =
                    LINK.matcher(row).results().map(link -> link.group(1)).toList();
            assertThat(links).as(part).isNotEmpty().hasSameElementsAs(pagesOfReadme(navigation, part));
            parts.add(part);
        }
        assertThat(parts).hasSize(11).containsExactlyElementsOf(navigation.keySet());
        assertThat(table(readme, "| question | how |").stream()
                        .flatMap(row -> LINK.matcher(row).results()))
                .hasSize(9);
        assertThat(navigation.values().stream().flatMap(List::stream))
                .containsAll(pagesForUsers().stream()
                        .map(page -> ROOT.relativize(page).toString().replace('\\', '/'))
                        .toList());
    }

    /**
     * Where there is no navigation, README's table is it: it leads to each page, but to one list of the pages for
     * development.
     */
    private static List<String> pagesOfReadme(Map<String, List<String>> navigation, String part) {
        return navigation.getOrDefault(part, List.of()).stream()
                .filter(page -> !page.equals("docs/index.md") && !page.equals("docs/changelog.md"))
                .filter(page -> !page.startsWith("docs/development/") || page.endsWith("/README.md"))
                .toList();
    }

    /** Returns the pages of each part of the site's navigation, as README names them. */
    private static Map<String, List<String>> navigation() {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        List<String> pages = new ArrayList<>();
        String config = read(ROOT.resolve("mkdocs.yml"));
        for (String line :
                config.substring(config.indexOf("\nnav:\n") + 6).lines().toList()) {
            Matcher part = PART.matcher(line);
            Matcher page = PAGE_OF_PART.matcher(line);
            if (part.matches()) {
                pages = new ArrayList<>();
                String name = part.group(1);
                parts.put(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), pages);
            } else if (page.matches()) {
                pages.add(page.group(1).equals("contributing.md") ? "CONTRIBUTING.md" : "docs/" + page.group(1));
            }
        }
        return parts;
    }

    private static List<Path> pagesForUsers() throws IOException {
        return pages().stream()
                .filter(page -> page.startsWith(ROOT.resolve("docs")) && !page.startsWith(DEVELOPMENT))
                .toList();
    }

    private static List<Path> linked(Path page) {
        return LINK.matcher(read(page))
                .results()
                .map(link -> page.resolveSibling(link.group(1)).normalize())
                .toList();
    }

    @Test
    void the_list_of_the_pages_for_development_is_complete() throws IOException {
        assertThat(LINK.matcher(read(DEVELOPMENT.resolve("README.md")))
                        .results()
                        .map(link -> link.group(1)))
                .containsAll(pages().stream()
                        .filter(page -> page.startsWith(DEVELOPMENT) && !page.endsWith("README.md"))
                        .map(page -> page.getFileName().toString())
                        .toList());
    }

    @Test
    void the_messages_of_the_troubleshooting_page_are_in_the_sources() throws IOException {
        String page = read(ROOT.resolve("docs/troubleshooting.md"));
        String ours = page.substring(0, page.indexOf("\n## Messages of others\n"));
        List<String> sources = new ArrayList<>();
        for (String artifact : List.of("policy", "core", "proof")) {
            try (Stream<Path> files =
                    Files.walk(ROOT.resolve("extension").resolve(artifact).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(DocsTest::text)
                        .forEach(sources::add);
            }
        }
        assertThat(MESSAGE.matcher(ours).results())
                .hasSizeGreaterThan(20)
                .extracting(heading -> heading.group(1))
                .allMatch(message -> sources.stream().anyMatch(source -> has(source, message)));
    }

    /** Between its parts are names, so anything. */
    private static boolean has(String source, String message) {
        int end = 0;
        for (String part : message.split(" \\.\\.\\. ", -1)) {
            int start = source.indexOf(part, end);
            if (start < 0) {
                return false;
            }
            end = start + part.length();
        }
        return true;
    }

    /** A source whose texts are not broken into lines. */
    private static String text(Path source) {
        return read(source).replaceAll("\"\\s*\\+\\s*\"", "").replace("\\\"", "\"");
    }

    /** A reader who copies a snippet has to import its types. */
    @Test
    void the_list_of_types_has_each_that_a_snippet_names() throws IOException {
        String concepts = read(ROOT.resolve("docs/concepts.md"));
        Set<String> listed = CODE.matcher(concepts.substring(concepts.indexOf("\n## Where the types are\n")))
                .results()
                .map(code -> code.group(1))
                .collect(Collectors.toSet());
        assertThat(pages().stream()
                        .flatMap(page -> Snippet.in(read(page)).stream())
                        .filter(snippet -> snippet.language().equals("java"))
                        .flatMap(snippet -> TYPE.matcher(snippet.text()).results())
                        .map(MatchResult::group)
                        .filter(typesOfApi()::contains))
                .hasSizeGreaterThan(30)
                .allMatch(listed::contains);
    }

    /** The annotations aside, which are in the one package that each page names. */
    private static Set<String> typesOfApi() {
        return TYPE_OF_API
                .matcher(read(ROOT.resolve("extension/api.txt")))
                .results()
                .map(type -> type.group(1))
                .collect(Collectors.toSet());
    }

    /** An empty line ends a table, and a row below it is shown as text. */
    @ParameterizedTest
    @MethodSource("pages")
    void a_row_of_a_table_is_below_its_heading(Path page) {
        List<String> lines = withoutCode(page).lines().toList();
        assertThat(IntStream.range(0, lines.size()))
                .filteredOn(line -> lines.get(line).startsWith("|")
                        && (line == 0 || !lines.get(line - 1).startsWith("|")))
                .allSatisfy(line -> assertThat(lines.get(line + 1))
                        .as("the line below %s", lines.get(line))
                        .matches("\\|( ?:?-+:? ?\\|)+"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_link_leads_to_a_file_and_a_heading_in_it(Path page) {
        assertThat(LINK.matcher(withoutCode(page)).results()).allSatisfy(link -> {
            Path target = link.group(1).isEmpty()
                    ? page
                    : page.resolveSibling(link.group(1)).normalize();
            assertThat(target).as(link.group()).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).as(link.group()).contains(link.group(2));
            }
        });
    }

    private static String withoutCode(Path page) {
        return FENCED.matcher(read(page)).replaceAll("");
    }

    /** As code hosts make them of headings. */
    private static List<String> anchors(Path page) {
        return HEADING.matcher(withoutCode(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
