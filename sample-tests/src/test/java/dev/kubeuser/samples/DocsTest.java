package dev.kubeuser.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README shows only what runs here, and names all settings there are. So do the pages in docs, of what they name. */
@RunsOnce
class ReadmeTest {

    /** What could be wrong without anybody noticing; the others are commands and output. */
    private static final Set<String> CHECKED_LANGUAGES = Set.of("diff", "java", "kotlin", "properties", "xml");

    private static final Path ROOT = root();

    /** From the module's folder, where Maven runs tests, or from any other. */
    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(directory -> Files.exists(directory.resolve("sample-tests")))
                .findFirst()
                .orElseThrow();
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    static Stream<Snippet> snippets() throws IOException {
        return Stream.concat(
                Snippet.in(read("README.md")).stream()
                        .filter(snippet -> CHECKED_LANGUAGES.contains(snippet.language())),
                snippetsOfDocs().stream());
    }

    /** Those that name a file; the pages also have sketches. */
    private static List<Snippet> snippetsOfDocs() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            for (Path page : pages.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                snippets.addAll(Snippet.in(Files.readString(page)));
            }
        }
        snippets.removeIf(snippet -> snippet.source().isEmpty());
        return snippets;
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void a_snippet_is_in_the_file_that_it_names(Snippet snippet) throws IOException {
        assertThat(snippet.source())
                .as("the comment <!-- from FILE --> above it")
                .isNotEmpty();
        assertThat(snippet.isIn(read(snippet.source())))
                .as("%s has this:%n%s", snippet.source(), snippet.text())
                .isTrue();
    }

    @Test
    void the_quick_start_comes_first() throws IOException {
        assertThat(snippets().map(Snippet::source)).first().asString().endsWith("/QuickStartTest.java");
    }

    @Test
    void every_setting_has_its_row() throws IOException {
        List<String> settings = find(
                "\\w+\\(\"(kubeuser\\.[^\"]+)\"\\)",
                "extension/src/main/java/dev/kubeuser/settings/internal/Setting.java");

        assertThat(settings).contains("kubeuser.cluster", "kubeuser.keep");
        assertThat(find("(?m)^\\| `(kubeuser\\.[^`]+)` \\|", "README.md"))
                .containsExactlyInAnyOrderElementsOf(settings);
    }

    @Test
    void every_file_that_is_linked_exists() throws IOException {
        assertThat(find("]\\(([^):#]+)\\)", "README.md"))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(ROOT.resolve(file)).exists());
    }

    private static List<String> find(String regex, String file) throws IOException {
        return Pattern.compile(regex)
                .matcher(read(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
