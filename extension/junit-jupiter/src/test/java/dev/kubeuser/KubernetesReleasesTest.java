// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.kinds.SourceTree;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One table lists the releases of Kubernetes; what else has to name them agrees with it. */
@RunsOnce
class KubernetesReleasesTest {

    private static final Path ROOT = SourceTree.file("");
    private static final Path CONTROL_PLANE = ROOT.resolve("control-plane");
    private static final Path VERSIONS = CONTROL_PLANE.resolve("versions");
    private static final Pattern REQUIRED = Pattern.compile("(?m)^\\tk8s\\.io/kubernetes (v\\S+)$");
    private static final Pattern CHOSEN = Pattern.compile("<kubernetes\\.minor>(.*)</kubernetes\\.minor>");
    private static final Pattern MODULE = Pattern.compile("<module>versions/(1\\..*)</module>");
    private static final Pattern NAMED = Pattern.compile("Kubernetes (v1\\.\\d+\\.\\d+)");

    private final Properties table = new Properties();
    private final List<String> minors;

    KubernetesReleasesTest() throws IOException {
        try (Reader in = Files.newBufferedReader(VERSIONS.resolve("versions.properties"))) {
            table.load(in);
        }
        minors = table.stringPropertyNames().stream()
                .filter(name -> name.matches("1\\.\\d+"))
                .sorted()
                .toList();
    }

    @Test
    void each_minor_is_built_with_the_modules_of_its_release() throws IOException {
        assertThat(minors).isNotEmpty();
        for (String minor : minors) {
            Path goMod = VERSIONS.resolve(minor).resolve("go.mod");
            assertThat(found(REQUIRED, goMod)).as("%s", goMod).containsExactly(table.getProperty(minor));
        }
    }

    @Test
    void each_minor_is_a_module_of_the_build() throws IOException {
        try (Stream<Path> folders = Files.list(VERSIONS)) {
            assertThat(folders.map(folder -> folder.getFileName().toString()).filter(name -> name.startsWith("1.")))
                    .containsExactlyInAnyOrderElementsOf(minors);
        }
        assertThat(found(MODULE, CONTROL_PLANE.resolve("pom.xml"))).containsExactlyElementsOf(minors);
    }

    @Test
    void the_build_compiles_the_default_whose_modules_are_beside_the_sources() throws IOException {
        String standard = table.getProperty("default");
        assertThat(found(CHOSEN, ROOT.resolve("pom.xml"))).containsExactly(standard);
        for (String name : List.of("go.mod", "go.sum")) {
            assertThat(CONTROL_PLANE.resolve(name))
                    .hasSameTextualContentAs(VERSIONS.resolve(standard).resolve(name));
        }
    }

    @Test
    void the_docs_show_a_message_of_the_default() throws IOException {
        assertThat(found(NAMED, ROOT.resolve("docs/command-line.md")))
                .isNotEmpty()
                .containsOnly(table.getProperty(table.getProperty("default")));
    }

    private static List<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
