// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.testkit.Failures;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What would take for ever, or all of the memory, is refused at once. The time limit is far from what a refusal takes,
 * and further from what reading took: minutes to years.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileManifestsTest {

    private static final String HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
    private static final int LEVELS = 9;

    @TempDir
    private Path directory;

    /** Nine levels of nine aliases. */
    static Stream<Arguments> bombs() {
        return Stream.of(
                Arguments.of("lists", bomb("[", "*a%d", "]")),
                Arguments.of("mappings", bomb("{", "k%2$d: *a%1$d", "}")),
                Arguments.of("merge keys", bomb("{<<: [", "*a%d", "]}")),
                Arguments.of(
                        "scalars", "  a: &a " + "x".repeat(1_000_000) + "\n  b: [" + "*a, ".repeat(9_000) + "*a]"));
    }

    private static String bomb(String begin, String alias, String end) {
        String leaf = "  a0: &a0 {x: 1}\n";
        return leaf
                + IntStream.rangeClosed(1, LEVELS)
                        .mapToObj(level -> "  a" + level + ": &a" + level + " " + begin
                                + IntStream.range(0, LEVELS)
                                        .mapToObj(i -> String.format(alias, level - 1, i))
                                        .collect(Collectors.joining(", "))
                                + end + "\n")
                        .collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void aliases_of_aliases(String of, String bomb) {
        assertThatRefusal(HEAD + bomb)
                .as(of)
                .matches("a\\.yaml:\\d+: excessive aliasing: aliases repeat too much of the document; write out what"
                        + " they repeat");
    }

    @Test
    void aliases_as_people_write_them() {
        String labels =
                IntStream.range(0, 300).mapToObj(i -> "  b" + i + ": *labels\n").collect(Collectors.joining());

        assertThat(read(HEAD + "  a: &labels {app: x, tier: y}\n" + labels).keySet())
                .hasSize(301);
    }

    @Test
    void an_alias_repeats_what_its_anchor_was_last() {
        ManifestObject object = Manifests.parse("a.yaml", HEAD + """
                  a: &a {x: &x 1}
                  b: &b
                    c: *a
                    d: &d [*a, *x]
                  e: &x 2
                  f:
                  - *b
                  - *d
                  - *x
                """).objects().get(0);

        assertThat(object.json().getAsJsonObject("data").get("f"))
                .hasToString("[{\"c\":{\"x\":1},\"d\":[{\"x\":1},1]},[{\"x\":1},1],2]");
        assertThat(Stream.of("data.f[0]", "data.f[0].c", "data.f[0].d[0].x", "data.f[1][1]", "data.f[2]")
                        .map(object::line))
                .containsExactly(6, 7, 5, 5, 9);
    }

    @Test
    void aliases_that_nest_deeply() {
        String chain = IntStream.range(1, 5_000)
                .mapToObj(i -> "  a" + i + ": &a" + i + " {b: *a" + (i - 1) + "}\n")
                .collect(Collectors.joining());

        assertThatRefusal(HEAD + "  a0: &a0 {b: c}\n" + chain)
                .matches("a\\.yaml:\\d+: (nested deeper than 500 levels|excessive aliasing: .*)");
    }

    static Stream<Arguments> nested() {
        return Stream.of(
                Arguments.of(HEAD + "  a:\n" + "    [".repeat(100_000), "a.yaml:6: nested deeper than 500 levels"),
                Arguments.of("{\n\"a\": " + "{\"a\": ".repeat(100_000), "a.yaml:2: nested deeper than 500 levels"),
                Arguments.of(
                        HEAD + "  a:\n    " + "- ".repeat(2_000) + "b", "a.yaml:6: nested deeper than 500 levels"));
    }

    @ParameterizedTest
    @MethodSource("nested")
    void nesting(String text, String message) {
        assertThatRefusal(text).isEqualTo(message);
    }

    @Test
    void nesting_that_is_not_too_deep() {
        assertThat(read(HEAD + "  a: " + "[".repeat(480) + "]".repeat(480)).keySet())
                .containsExactly("a");
    }

    @Test
    void numbers_of_a_million_digits_are_what_they_are_for_kubectl() {
        String digits = "7".repeat(1_000_000);
        JsonObject data = read(HEAD + "  a: 1" + digits + "\n  b: 0" + digits + "\n  c: 0x" + digits + "\n  d: 0b"
                + "1".repeat(1_000_000) + "\n  e: " + "0".repeat(1_000_000) + "17\n  f: 0x" + "0".repeat(99) + "1F\n");

        for (String key :
                data.keySet().stream().filter(key -> key.compareTo("e") < 0).toList()) {
            assertThat(data.getAsJsonPrimitive(key).isString()).as(key).isTrue();
        }
        assertThat(data.get("e").getAsInt()).isEqualTo(15);
        assertThat(data.get("f").getAsInt()).isEqualTo(31);
    }

    @Test
    void a_scalar_as_long_as_a_line_may_be() {
        String scalar = "x".repeat(1024 * 1024 - "  a: ".length());

        assertThat(read(HEAD + "  a: " + scalar).get("a").getAsString()).isEqualTo(scalar);
        assertThatRefusal(HEAD + "  a: x" + scalar)
                .isEqualTo("a.yaml:5: the line has 1048577 characters, and more than 1048576 are not read: break it");
    }

    @Test
    void many_values_of_json() {
        assertThatRefusal("{}\n".repeat(2_000_000)).isEqualTo("a.yaml:1: the object has no apiVersion");
    }

    @Test
    void characters_that_yaml_does_not_have() {
        assertThatRefusal(HEAD + "  a: b\n  c: \u0000")
                .isEqualTo("a.yaml:6: not YAML: the character U+0000 cannot stand here; remove it, or escape it in"
                        + " double quotes");
        assertThatRefusal(HEAD + "  \u001b: b").startsWith("a.yaml:5: not YAML: the character U+001B cannot");
    }

    @Test
    void a_long_line_is_not_repeated_whole() {
        assertThatRefusal(HEAD + "  a: b: " + "x".repeat(100_000))
                .startsWith("a.yaml:5: not YAML: mapping values are not allowed here, in: a: b: xxx")
                .hasSizeLessThan(1_000);
    }

    @Test
    void templates_of_helm() {
        String hint = ". This looks like a template: name a Helm chart, as helm:CHART or by @KubeHelmChart, and"
                + " render any other file";
        String role = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: a}
                rules:
                - verbs: [get]
                  apiGroups: ['']
                  resources: [pods, "{{ .Values.resource }}"]
                """;

        assertThatRefusal("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n")
                .isEqualTo("a.yaml:4: a key must be text" + hint);
        assertThatRefusal("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a-{{ .Release.Name }}\n")
                .isEqualTo("a.yaml:4: \"a-{{ .Release.Name }}\" is not filled in" + hint);
        assertThatRefusal("{{- if .Values.create }}\napiVersion: v1\n{{- end }}\n")
                .startsWith("a.yaml:1: not YAML: ")
                .endsWith(hint);
        assertThatRefusal(role).isEqualTo("a.yaml:7: \"{{ .Values.resource }}\" is not filled in" + hint);
        assertThat(read(HEAD + "  alert: '{{ $labels.pod }} is down'").keySet()).containsExactly("alert");
    }

    @Test
    @NeedsUnix
    void files_that_never_end_or_are_none() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatFailure(pipe).isEqualTo(pipe + " could not be read: it is not a regular file");
        assertThatFailure(directory).isEqualTo(pipe + " could not be read: it is not a regular file");
        assertThatFailure(Path.of("/dev/zero")).isEqualTo("/dev/zero could not be read: it is not a regular file");
    }

    @Test
    @NeedsUnix
    void a_link_to_nothing() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("a.yaml"), Path.of("none"));

        assertThatFailure(directory).isEqualTo(link + " could not be read: there is no such file");
    }

    @Test
    void a_file_that_is_too_large() throws IOException {
        Path large = directory.resolve("large.yaml");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(50_000_000);
        }

        assertThatFailure(large).isEqualTo(large + " could not be read: it is larger than 16 MiB");
    }

    @Test
    void encodings() throws IOException {
        Path latin = directory.resolve("latin.yaml");
        Files.writeString(latin, "# a\n# caf\u00e9\n", StandardCharsets.ISO_8859_1);
        Path marked = directory.resolve("marked.json");
        Files.writeString(
                marked, "\uFEFF{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}}");

        assertThatFailure(latin)
                .isEqualTo(latin + " could not be read: it is not in UTF-8: the byte 0xE9 in line 2 is not; save it as"
                        + " UTF-8");
        assertThat(Manifests.load(marked.toString()).objects()).hasToString("[ConfigMap a (" + marked + ":1)]");
    }

    private static JsonObject read(String text) {
        return Manifests.parse("a.yaml", text).objects().get(0).json().getAsJsonObject("data");
    }

    private static AbstractStringAssert<?> assertThatRefusal(String text) {
        return assertThat(Failures.refusal(() -> Manifests.parse("a.yaml", text)));
    }

    private static AbstractStringAssert<?> assertThatFailure(Path source) {
        return assertThat(Failures.refusal(() -> Manifests.load(source.toString())));
    }
}
