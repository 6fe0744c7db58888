// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One table lists the releases of Kubernetes: it is in the jar, whoever asks for a version gets one of it, and what
 * else has to name them agrees with it.
 */
class KnownVersionsTest {

    private static final Path ROOT = SourceTree.file("");
    private static final Path CONTROL_PLANE = ROOT.resolve("control-plane");
    private static final Path VERSIONS = CONTROL_PLANE.resolve("versions");
    private static final Pattern REQUIRED = Pattern.compile("(?m)^\\tk8s\\.io/kubernetes (v\\S+)$");
    private static final Pattern CHOSEN = Pattern.compile("<kubernetes\\.minor>(.*)</kubernetes\\.minor>");
    private static final Pattern MODULE = Pattern.compile("<module>versions/(1\\..*)</module>");
    private static final Pattern NAMED = Pattern.compile("Kubernetes (v1\\.\\d+\\.\\d+)");
    private static final Path PAGE = ROOT.resolve("docs/versions.md");

    private final KnownVersions known = KnownVersions.read();
    private final Properties table = new Properties();

    KnownVersionsTest() throws IOException {
        try (Reader in = Files.newBufferedReader(VERSIONS.resolve("versions.properties"))) {
            table.load(in);
        }
    }

    @Test
    void the_table_of_the_build_is_in_the_jar() throws IOException {
        assertThat(known.standard().withoutPatch())
                .as("the minor that was compiled")
                .hasToString(System.getProperty("kubernetes.minor", table.getProperty("default")));
        for (KubernetesVersion minor : known.minors()) {
            assertThat(known.require(minor)).hasToString(table.getProperty(minor.toString()));
            assertThat(known.k3sImage(minor)).isEqualTo(table.getProperty(minor + ".k3s"));
            String end = table.getProperty(minor + ".end-of-life");
            assertThat(known.endOfLife(minor)).contains(LocalDate.parse(end));
            assertThat(Files.readString(PAGE)).contains("| " + minor + " | " + end);
        }
        assertThat(table).hasSize(1 + 3 * known.minors().size());
    }

    /** It may be another patch than that of the embedded control plane: k3s does not release each, and not at once. */
    @Test
    void the_image_of_k3s_has_a_version_of_the_minor_in_its_tag() {
        assertThat(known.minors()).isNotEmpty().allSatisfy(minor -> {
            KubernetesVersion exact = known.requireK3s(minor);
            assertThat(minor.includes(exact)).isTrue();
            assertThat(known.k3sImage(minor)).isEqualTo("rancher/k3s:" + exact + "-k3s1");
            assertThat(known.k3sImage(exact)).isEqualTo(known.k3sImage(minor));
        });
    }

    @Test
    void a_patch_that_k3s_does_not_have_is_an_error_that_lists_those_it_has() {
        KubernetesVersion newest = known.requireK3s(null);
        String text = "v" + newest.withoutPatch() + ".99";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> known.k3sImage(KubernetesVersion.parse(text)))
                .withMessageContaining("Kubernetes " + text
                        + " is not among the versions that this release of kubeuser can start as k3s: ")
                .withMessageContaining(newest.withoutPatch() + " (" + newest + ")");
    }

    @Test
    void who_asks_for_none_gets_the_default() {
        assertThat(known.require(null)).isEqualTo(known.standard());
        assertThat(known.k3sImage(null))
                .isEqualTo(known.k3sImage(known.standard().withoutPatch()));
    }

    @Test
    void a_minor_and_the_exact_version_mean_the_same() {
        for (KubernetesVersion minor : known.minors()) {
            KubernetesVersion exact = known.require(minor);
            assertThat(exact.isExact()).isTrue();
            assertThat(known.require(exact)).isEqualTo(exact);
        }
    }

    @Test
    void an_unknown_version_is_an_error_that_lists_those_known() throws IOException {
        String list = known.minors().stream()
                .map(minor -> minor + " (" + known.require(minor) + ")")
                .collect(Collectors.joining(", "));
        int last = list.lastIndexOf(", ");
        String sentence = last < 0 ? list : list.substring(0, last) + " and " + list.substring(last + 2);
        for (String asked : new String[] {"1.7", known.standard().withoutPatch() + ".99"}) {
            KubernetesVersion unknown = KubernetesVersion.parse(asked);
            assertThatThrownBy(() -> known.require(unknown))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Kubernetes " + unknown
                            + " is not among the versions that this release of kubeuser can start: " + sentence);
        }
        assertThat(Files.readString(PAGE)).contains(sentence);
    }

    @Test
    void each_minor_is_built_with_the_modules_of_its_release() throws IOException {
        for (KubernetesVersion minor : known.minors()) {
            Path goMod = VERSIONS.resolve(minor.toString()).resolve("go.mod");
            assertThat(found(REQUIRED, goMod))
                    .as("%s", goMod)
                    .containsExactly(known.require(minor).toString());
        }
    }

    @Test
    void each_minor_is_a_module_of_the_build() throws IOException {
        try (Stream<Path> folders = Files.list(VERSIONS)) {
            assertThat(folders.map(folder -> folder.getFileName().toString()).filter(name -> name.startsWith("1.")))
                    .containsExactlyInAnyOrderElementsOf(minors());
        }
        assertThat(found(MODULE, CONTROL_PLANE.resolve("pom.xml"))).containsExactlyElementsOf(minors());
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

    private List<String> minors() {
        return known.minors().stream().map(Object::toString).toList();
    }

    private static List<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
