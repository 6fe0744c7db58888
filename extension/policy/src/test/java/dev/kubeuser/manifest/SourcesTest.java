// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.kubeuser.testkit.Failures;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a source means. */
class SourcesTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(directory.resolve("rbac/below"));
        for (String file : List.of("b.yaml", "rbac/a.yml", "rbac/c.json", "rbac/README.md", "rbac/below/d.yaml")) {
            String name = file.replaceAll("\\W", "-").toLowerCase(Locale.ROOT);
            Files.writeString(
                    directory.resolve(file),
                    "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"" + name + "\"}}");
        }
    }

    private List<String> names(String... sources) {
        String[] absolute = Stream.of(sources)
                .map(source -> source.startsWith("classpath:") ? source : directory + "/" + source)
                .toArray(String[]::new);
        return Manifests.load(absolute).objects().stream()
                .map(ManifestObject::name)
                .toList();
    }

    @Test
    void a_file() {
        assertThat(names("b.yaml")).containsExactly("b-yaml");
        assertThat(names("rbac/README.md")).as("named by its own name").containsExactly("rbac-readme-md");
    }

    @Test
    void a_directory_without_those_in_it() {
        assertThat(names("rbac/")).containsExactly("rbac-a-yml", "rbac-c-json");
        assertThat(names("rbac")).containsExactly("rbac-a-yml", "rbac-c-json");
    }

    @Test
    @NeedsUnix
    void a_file_with_a_line_break_in_its_name() throws IOException {
        Path odd = Files.createDirectory(directory.resolve("odd"));
        Files.move(directory.resolve("b.yaml"), odd.resolve("b\n::error::.yaml"));

        assertThat(names("odd")).containsExactly("b-yaml");
        assertThat(names("odd/*.yaml")).containsExactly("b-yaml");
        assertThat(Manifests.load(odd.toString()).objects().get(0).origin()).hasToString(odd + "/b\\n::error::.yaml:1");
    }

    @Test
    void a_source_is_shown_without_what_a_terminal_obeys() {
        assertThatFailure("none\n::error::\u001bc\u202e.yaml")
                .startsWith("none\\n::error::\\x1bc\\u202e.yaml does not exist; ");
        assertThatFailure("none\u001b/*.yaml").startsWith("none\\x1b/*.yaml: there is no directory ");
        assertThatFailure("classpath:none\n").startsWith("classpath:none\\n is not on the class path");
        assertThatFailure("kustomize:none\n").startsWith("kustomize:none\\n: there is no kustomization.yaml in ");
    }

    @Test
    void what_is_read_in_another_way_is_told_how() throws IOException {
        Files.writeString(directory.resolve("rbac/kustomization.yaml"), "resources: [a.yml]\n");
        String rbac = directory + "/rbac/";
        assertThatFailure(rbac).isEqualTo(rbac + " is a kustomization: write kustomize:" + rbac);
        assertThatFailure(OlmBundleTest.STORES + "/")
                .isEqualTo(OlmBundleTest.STORES + "/ is a bundle of OLM: write olm:" + OlmBundleTest.STORES + "/");
        assertThatFailure("https://example.com/rbac.yaml")
                .isEqualTo("https://example.com/rbac.yaml is a URL, and nothing is fetched: download it, and name the"
                        + " file");
    }

    /** The file may be one that whoever names it cannot read. */
    @Test
    @NeedsUnix
    void a_line_is_quoted_of_no_file_outside_of_the_working_directory_or_behind_a_link() throws IOException {
        String secret = "aws_access_key_id: AKIASECRET42: x\n";
        Path link = Path.of("target/link-" + directory.getFileName() + ".yaml");
        Path own = Files.writeString(Path.of("target/own-" + directory.getFileName() + ".yaml"), secret);
        Files.createSymbolicLink(link, own.toAbsolutePath());
        try {
            assertThatFailure("../../README.md")
                    .contains("README.md:3: not YAML")
                    .doesNotContain(", in: ");
            assertThatFailure(link.toString()).contains(":1: not YAML").doesNotContain("AKIA");
            assertThatFailure(own.toString()).contains(":1: not YAML").contains("AKIA");
        } finally {
            Files.delete(link);
            Files.delete(own);
        }
    }

    @Test
    void a_glob() {
        assertThat(names("rbac/*.yml")).containsExactly("rbac-a-yml");
        assertThat(names("*.{yaml,yml}")).containsExactly("b-yaml");
        assertThat(names("rbac/**")).containsExactly("rbac-a-yml", "rbac-below-d-yaml", "rbac-c-json");
        assertThat(names("rbac/**/*.y*ml")).containsExactly("rbac-a-yml", "rbac-below-d-yaml");
        assertThat(names("**/[ad].y*ml")).containsExactly("rbac-a-yml", "rbac-below-d-yaml");
    }

    @Test
    void a_file_that_two_sources_mean_is_read_once_in_the_order_of_the_sources() {
        assertThat(names("rbac/c.json", "rbac/", "b.yaml", "rbac/c.json"))
                .containsExactly("rbac-c-json", "rbac-a-yml", "b-yaml");
    }

    @Test
    void a_relative_path_begins_where_the_tests_run_and_is_kept_for_messages() {
        assertThat(Manifests.load("src/test/resources/manifests/traps.yaml")
                        .objects()
                        .get(0)
                        .origin())
                .hasToString("src/test/resources/manifests/traps.yaml:2");
        assertThat(Manifests.load("src/test/*/manifests/tr*.yaml")
                        .objects()
                        .get(0)
                        .origin())
                .hasToString("src/test/resources/manifests/traps.yaml:2");
    }

    @Test
    void a_resource() {
        assertThat(Manifests.load("classpath:manifests/traps.yaml")
                        .objects()
                        .get(0)
                        .origin())
                .hasToString("classpath:manifests/traps.yaml:2");
        assertThat(Manifests.load("classpath:/manifests/traps.yaml").objects()).hasSize(1);
        assertThat(Manifests.load("classpath:manifests").objects().get(0).origin())
                .hasToString("classpath:manifests/monitors.yaml:1");
    }

    @Test
    void a_source_that_finds_nothing_is_an_error() {
        assertThatFailure("").startsWith("The source of manifests is empty");
        assertThatFailure("there/is/none.yaml")
                .startsWith("there/is/none.yaml does not exist; relative paths of manifests start in ");
        assertThatFailure("src").contains("src holds no .yaml, .yml or .json file", "write src/**");
        assertThatFailure("src/test/*.yaml").isEqualTo("src/test/*.yaml matches no .yaml, .yml or .json file");
        assertThatFailure("none/*.yaml").startsWith("none/*.yaml: there is no directory ");
        assertThatFailure("src/[.yaml").startsWith("src/[.yaml is not a glob: ");
        assertThatFailure("classpath:none.yaml").isEqualTo("classpath:none.yaml is not on the class path of the tests");
        assertThatFailure("classpath:manifests/*.yaml").endsWith("globs match files, not resources");
    }

    @Test
    @NeedsUnix
    void a_glob_over_a_directory_that_may_not_be_read() throws IOException {
        Path below = directory.resolve("rbac/below");
        Files.setPosixFilePermissions(below, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(below), "not run: root may read every directory");
            assertThatFailure(directory + "/**")
                    .isEqualTo(directory + "/** could not be searched: permission denied, at " + below);
        } finally {
            Files.setPosixFilePermissions(below, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static AbstractStringAssert<?> assertThatFailure(String source) {
        return assertThat(Failures.refusal(() -> Manifests.load(source)));
    }

    /** The report shows it, so a Secret on the same line must not come along. */
    @Test
    void the_source_of_an_object_is_its_own_text() {
        String compact = """
                {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"},
                "stringData": {"p": "hidden"}}, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"},
                  "data": {"c": "\\/"}}, {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "d"}, "data": {"p": "hidden"}}]}
                """;
        ManifestObject map = Manifests.parse("a.json", compact).objects().get(1);
        assertThat(map.source())
                .containsExactly(
                        " ".repeat(32)
                                + "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"b\"},",
                        "  \"data\": {\"c\": \"/\"}}");

        List<ManifestObject> items = Manifests.parse("a.yaml", """
                        kind: List
                        apiVersion: v1
                        items:
                        - apiVersion: v1
                          kind: ConfigMap
                          metadata: {name: \uD83D\uDD11}
                          data:
                            text: |
                              one
                              two
                        - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}} # mine
                        """).objects();
        assertThat(items.get(0).source())
                .containsExactly(
                        "  apiVersion: v1",
                        "  kind: ConfigMap",
                        "  metadata: {name: \uD83D\uDD11}",
                        "  data:",
                        "    text: |",
                        "      one",
                        "      two");
        assertThat(items.get(1).source()).containsExactly(items.get(1).json().toString());
    }
}
