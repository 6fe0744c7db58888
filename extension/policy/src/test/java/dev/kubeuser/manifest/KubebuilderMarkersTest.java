// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static dev.kubeuser.statement.EffectiveRole.role;
import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.kubeuser.statement.EffectiveRole;
import dev.kubeuser.statement.RoleDifference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The markers in {@code src/test/resources/markers} are the roles that controller-gen made from them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KubebuilderMarkersTest {

    private static final String SAMPLE = "src/test/resources/markers/";
    private static final String MARKER = "// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get";

    @TempDir
    private Path directory;

    private Manifests load(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
        return Manifests.load("kubebuilder:" + directory + "/...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ClusterRole manager-role", "Role system/manager-role", "ClusterRole reader"})
    void controller_gen_makes_the_same_role(String name) {
        EffectiveRole made = role(SAMPLE + "role.yaml", name);
        EffectiveRole read = role("kubebuilder:" + SAMPLE + "internal/...", name);
        assertThat(RoleDifference.between(made, read).parts()).isEmpty();
        assertThat(RoleDifference.between(read, made).parts()).isEmpty();
    }

    @Test
    void each_rule_has_the_file_and_line_of_its_marker() {
        ManifestObject role = Manifests.load("kubebuilder:roleName=operator:" + SAMPLE + "internal/...")
                .objects()
                .get(0);

        assertThat(role.toString()).isEqualTo("ClusterRole operator (" + SAMPLE + "internal/controller.go:2)");
        assertThat(role.origin("rules[1].verbs[1]")).hasToString(SAMPLE + "internal/controller.go:8");
        assertThat(role.origin("rules[6]")).hasToString(SAMPLE + "internal/default.go:5");
        assertThat(role.origin("rules[7]")).hasToString(SAMPLE + "internal/testdata/nested/nested.go:3");

        ManifestObject ofAnotherJvm = new Gson().fromJson(new Gson().toJson(role), ManifestObject.class);
        assertThat(ofAnotherJvm.origin("rules[6]")).isEqualTo(role.origin("rules[6]"));
        assertThat(ManifestObject.fileText(List.of(ofAnotherJvm))).isEmpty();
    }

    @Test
    void packages_are_those_of_a_directory_or_of_several() {
        assertThat(names("internal/testdata")).as("named by itself").containsExactly("[\"testdata\"]");
        assertThat(names("internal;" + SAMPLE + "internal/testdata")).hasSize(8).endsWith("[\"testdata\"]");
    }

    private static Stream<String> names(String packages) {
        return Manifests.load("kubebuilder:" + SAMPLE + packages)
                .objects()
                .get(0)
                .json()
                .getAsJsonArray("rules")
                .asList()
                .stream()
                .map(rule -> String.valueOf(rule.getAsJsonObject().get("resources")));
    }

    /** As controller-gen reads them. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "\u00a0", "\u0085", "\u1680", "\u2003", "\u202f", "\u3000"})
    void a_marker_is_behind_any_white_space(String blank) throws IOException {
        String marker = MARKER.replace(" ", blank) + blank;
        assertThat(load("a.go", "package a\n" + marker + "\n").objects().get(0).origin("rules[0]"))
                .hasToString(directory + "/a.go:2");
    }

    /** As {@code controller-gen paths=./DIRECTORY/...} has the resources in each directory. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "ignore ./hack                       | .        | a sub/hack sub/hack/deep",
                "ignore hack                         | .        | a",
                "ignore (@  \"hack/deep\" // c@  ./a@)  | .        | hack sub/hack",
                "// ignore ./hack                    | .        | a hack sub/hack sub/hack/deep",
                "ignore hack                         | sub/hack | none",
                "ignore ./sub                        | hack     | hack",
            })
    void packages_that_the_module_ignores_are_left_out(String ignore, String below, String read) throws IOException {
        Files.writeString(
                directory.resolve("go.mod"),
                "module m@@go 1.25@@".replace('@', '\n') + ignore.replace('@', '\n') + "\n");
        for (String each : List.of("a", "hack", "sub/hack", "sub/hack/deep")) {
            Path file = Files.createDirectories(directory.resolve(each)).resolve("x.go");
            Files.writeString(file, "package x\n\n" + MARKER.replace("deployments", '"' + each + '"') + "\n");
        }
        String source = "kubebuilder:" + directory.resolve(below) + "/...";
        if (read == null) {
            assertRefused(() -> Manifests.load(source)).hasMessageContaining("no Go file has a marker");
            return;
        }
        assertThat(Manifests.load(source).objects().get(0).json().getAsJsonArray("rules").asList().stream()
                        .map(rule -> rule.getAsJsonObject()
                                .getAsJsonArray("resources")
                                .get(0)
                                .getAsString()))
                .containsExactlyInAnyOrder(read.split(" ", -1));
    }

    @Test
    void a_marker_of_which_no_rule_is_made_is_named() throws IOException {
        String text = "package a\n\nMARKER\n\nMARKER\nfunc a() {\n\tMARKER\n}\n".replace("MARKER", MARKER);
        Manifests read = load("a.go", text);
        assertThat(read.objects().get(0).json().getAsJsonArray("rules")).hasSize(1);
        assertThat(read.notes())
                .satisfiesExactly(
                        note -> assertThat(note).contains("a.go:5: controller-gen makes no rule of this marker"),
                        note -> assertThat(note).contains("a.go:7: controller-gen makes no rule of this marker"));
    }

    @Test
    void a_revision_whatever_other_links_it_has() throws Exception {
        GitCheckout repository = GitCheckout.in(directory).write("a/a.go", "package a\n" + MARKER + "\n");
        Files.createSymbolicLink(directory.resolve("a/docs"), directory);
        repository.commit();
        repository.write("a/a.go", "package a\n").git("add", "--all");

        List<SourceFile> files = GitTree.read(
                "git:main:kubebuilder:a/...",
                repository.root(),
                (source, tree) -> List.of(new KubebuilderMarkers(source, tree).roles()));

        assertThat(files)
                .singleElement()
                .satisfies(file -> assertThat(file.at(1)).hasToString("a/a.go:2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                ":groups=apps,resource=a,verbs=get | a marker has no \"resource\", but groups, resources",
                ":groups=apps,resources=a,verb=get | Did you mean \"verbs\"?",
                ":groups=apps,resources=a | the marker has no verbs: write as in +kubebuilder:rbac:groups=apps",
                ":groups=apps,resources=a,verbs= | the marker has no verbs",
                ":resources=a,verbs=get | the marker has no groups: write groups=core for the core group",
                ":groups=apps,verbs=get | the marker has no resources",
                ":groups=apps,groups=batch,resources=a,verbs=get | groups twice, and controller-gen takes the last",
                ":groups=apps,resources=a,verbs=get,urls=/a | the marker has resources and urls: make it two",
                ":groups=apps,resources=a,resourceNames=\"\",verbs=get | an empty text in resourceNames, and controller-gen takes it for none",
                ":groups=apps,resources=a,resourceNames=\"\";c,verbs=get | controller-gen writes it into the role",
                ":urls=/a,verbs=get,namespace=a | the marker has urls, which are in no namespace",
                ":groups=apps,resources=a,verbs=get,namespace=a;b | the marker needs one value of namespace",
                ":groups=apps resources=a,verbs=get | cannot be read from \"groups=apps resources=a,verbs=get\" on",
                ":groups=apps,resources=a,verbs=get ;list | cannot be read from \"verbs=get ;list\" on",
                ":groups=apps,resources=a,verbs=get;;list | cannot be read from \"verbs=get;;list\" on",
                ":groups=apps,resources=a,verbs={get;list} | cannot be read from \"verbs={get;list}\" on",
                ":groups=apps,resources=a,verbs=get} | cannot be read from \"verbs=get}\" on",
                ":groups=apps,resources=a,verbs='get' | cannot be read from",
                ":groups=apps,resources=a,verbs=\"get | cannot be read from",
                ":groups=apps,resources=a,verbs=\"g\\x65t\" | cannot be read from",
                ":groups=apps,resources=a,verbs=get, | cannot be read from \"\" on",
                ":groups | cannot be read from \"groups\" on",
                ":groups:apps=a | cannot be read from \"groups:apps=a\" on",
                "^ :groups=apps,resources=a,verbs=get^ | cannot be read from",
                "=groups | cannot be read from",
                " | cannot be read from",
                "-groups=a | cannot be read from"
            })
    void a_misspelling_has_its_line(String rest, String message) {
        assertRefused(() -> load("a.go", "package a\n\n// +kubebuilder:rbac" + (rest == null ? "" : rest) + "\n"))
                .hasMessageContaining("a.go:3: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.go          | package a@@type (@    MARKER@@    T int@)             | a.go:4: this marker is inside of",
                "a.go          | package a@@var x = 1 MARKER@                          | a.go:3: this marker is inside of",
                "a.go          | package a@@var x = 1 +@    MARKER@    2@              | a.go:4: this marker is inside of",
                "a.go          | package a@MARKER@@func a() {                          | a.go:4: this is not Go",
                "a.go          | package a@MARKER@@func a() { ] }                      | a.go:4: this is not Go",
                "a.go          | package a@MARKER@/* never closed                      | a.go:3: this is not Go",
                "a.go          | package a@@//line b.go:7@MARKER@                      | a.go:3: a line directive hides",
                "a_linux.go    | package a@MARKER@                                     | a_linux.go:2: Go does not build",
                "a_linux.pb.go | package a@MARKER@                                     | a_linux.pb.go:2: Go does not",
                "a.go          | // +build a@@package a@MARKER@                        | without // +build a",
                "a_arm64.go    | package a@MARKER@                                     | a_arm64.go:2: Go does not build",
                "a.go          | //go:build unix@@package a@MARKER@                    | a.go:4: Go does not build",
                "a.go          | //go:build a && !b@@package a@MARKER@                 | without //go:build a && !b",
                "a_test.go     | package a@MARKER@                                     | no Go file has a marker",
                "vendor/a.go   | package a@MARKER@                                     | no Go file has a marker",
                "_a/b/a.go     | package a@MARKER@                                     | no Go file has a marker",
                "a.go          | package a@MARKER@func a() {}                          | documentation of declarations",
            })
    void what_controller_gen_may_read_in_another_way_or_leaves_out(String name, String text, String message) {
        assertRefused(() -> load(name, text.replace('@', '\n').replace("MARKER", MARKER)))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubebuilder:", "kubebuilder:roleName=a:", "kubebuilder:nowhere/...", "kubebuilder:a;"})
    void a_source_that_is_none(String source) {
        assertRefused(() -> Manifests.load(source)).hasMessageStartingWith(source);
    }

    @Test
    void what_is_large_or_deep_ends_soon() throws IOException {
        String many = "package a\n" + (MARKER + "\n").repeat(10_001);
        String deep = "package a\n" + MARKER + "\n\nvar a = " + "(".repeat(200_000);
        String quoted = "package a\n" + MARKER + "\n\nvar a = \"" + "\\\"".repeat(200_000);
        String listed = "package a\n" + MARKER + ";a".repeat(200_000) + "'\n";
        Files.createSymbolicLink(directory.resolve("again"), directory);

        for (String each : List.of(many, deep, quoted, listed)) {
            assertRefused(() -> load("a.go", each))
                    .hasMessageContaining("a.go:")
                    .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(1_000));
        }
    }
}
