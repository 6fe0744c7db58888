// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.MavenBuild;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose tests pass fails if they prove too little. */
@RunsOnce
class ThresholdTest {

    private static final String NOT_COVERED = "- 1 of 2 permissions covered, which is 50 %, and 51 % are required";
    private static final String TO_ADD = "assertThat(alice).can(get(\"pods\").in(\"proof-test\"));";

    @TempDir
    private Path directory;

    private EngineRun run(String... settings) {
        return run(ThresholdCase.class, settings);
    }

    private EngineRun run(Class<?> testClass, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("kubeuser.report", directory.toString()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put("kubeuser." + settings[i], settings[i + 1]);
        }
        return EngineRun.of(all, testClass);
    }

    private static List<String> messages(EngineRun run) {
        return run.failures().stream().map(Throwable::getMessage).toList();
    }

    @Test
    void nothing_is_required_while_golden_files_are_written() {
        assertThat(messages(run("require.coverage", "100", "golden", "update"))).isEmpty();
    }

    @Test
    void nothing_is_required_of_some_tests_alone() {
        assertThat(messages(EngineRun.of(
                        Map.of(
                                "kubeuser.report",
                                directory.toString(),
                                "kubeuser.require.coverage",
                                "100",
                                "test",
                                "ThresholdCase#reads"),
                        ThresholdCase.class)))
                .isEmpty();
    }

    @Test
    void another_golden_mode_is_not_understood() {
        assertThat(messages(run("golden", "true")))
                .singleElement()
                .asString()
                .isEqualTo("kubeuser.golden=true: write update to write golden files, or compare, the default");
    }

    @Test
    @OnEachJUnit
    void enough_is_enough_with_a_percent_sign_or_without() throws IOException {
        Path accepted = Files.writeString(directory.resolve("risks.txt"), "# none\n");
        run("require.coverage", "50%", "require.mutation-score", "30", "require.accepted-risks", accepted.toString())
                .assertSuccessful(1);
    }

    @Test
    @OnEachJUnit
    void what_is_missing_is_named_when_the_engine_ends_and_in_the_report() {
        EngineRun run = run("require.coverage", "51", "require.mutation-score", "90");
        assertThat(run.succeeded()).isEqualTo(1);
        assertThat(directory.resolve("report.md"))
                .content()
                .contains("| permissions covered | at least 51 % | 50 % | not met |");
        assertThat(messages(run))
                .singleElement()
                .asString()
                .startsWith("The tests prove less than kubeuser.require settings require:\n" + NOT_COVERED + "\n")
                .containsPattern("\n- \\d+ of 12 mutants killed, .* and 90 % are required\n")
                .containsPattern("\n- the log has the tests to add, and \\S+/report\\.md all of them$")
                .doesNotContain("assertThat(");
    }

    @Test
    void risky_permissions_are_held_against_a_file() throws IOException {
        Path accepted = Files.writeString(directory.resolve("risks.txt"), "# none\n");
        assertThat(messages(run(RiskyCase.class, "require.accepted-risks", accepted.toString())))
                .singleElement()
                .asString()
                .contains(
                        "risky permission not accepted: rule 1 of ClusterRole threshold-test",
                        "accept it, add the line \"secrets-read in ClusterRole threshold-test\"");
        Files.writeString(accepted, "secrets-read in ClusterRole threshold-test\n");
        run(RiskyCase.class, "require.accepted-risks", accepted.toString()).assertSuccessful(1);
    }

    @KubeManifests("classpath:thresholds/risky.yaml")
    @KubeUser("alice")
    static class RiskyCase {
        @Test
        void passes() {}
    }

    @KubeUser("alice")
    static class NoPolicyCase {
        @Test
        void passes() {}
    }

    @Test
    void a_run_without_a_policy_proves_nothing() {
        assertThat(messages(run(NoPolicyCase.class, "require.coverage", "1")))
                .singleElement()
                .asString()
                .contains("no policy was under test");
    }

    @Test
    @OnEachJUnit
    void settings_are_checked_before_anything_starts() {
        assertThat(messages(run("require.coverage", "80 of 100")))
                .anyMatch(message -> message.contains("kubeuser.require.coverage=80 of 100: a whole number is needed"));
        assertThat(messages(run("require.mutation-score", "101")))
                .anyMatch(message -> message.contains(
                        "kubeuser.require.mutation-score=101: whole percent from 0 to 100 are needed"));
        assertThat(messages(run("require.accepted-risks", "nowhere.txt")))
                .anyMatch(message -> message.contains(
                        "kubeuser.require.accepted-risks=nowhere.txt: there is no such file; make an empty one if"));
        assertThat(messages(run("require.coverage", "1", "report", "off")))
                .anyMatch(message -> message.contains("kubeuser.report=off"));
    }

    @Test
    void accepted_risks_that_cannot_be_read_are_an_error_with_its_reason() throws IOException {
        Path latin = Files.writeString(directory.resolve("latin.txt"), "# caf\u00e9", StandardCharsets.ISO_8859_1);
        Path marked = Files.writeString(
                directory.resolve("marked.txt"), "\uFEFFsecrets-read in ClusterRole threshold-test\n");

        assertThat(messages(run("require.accepted-risks", latin.toString())))
                .anyMatch(message -> message.contains("kubeuser.require.accepted-risks=" + latin
                        + ": it is not in UTF-8: the byte 0xE9 in line 1 is not; save it as UTF-8"));
        assertThat(messages(run("require.accepted-risks", directory.toString())))
                .anyMatch(message ->
                        message.contains("kubeuser.require.accepted-risks=" + directory + ": it is a directory"));
        run(RiskyCase.class, "require.accepted-risks", marked.toString()).assertSuccessful(1);
    }

    @KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
    @KubeUser(value = "alice", groups = "proof-test-developers")
    static class Proving {
        @Test
        void all(KubeAccess alice) {
            KubeAssertions.assertThat(alice).can(AccessQuery.get("pods").in("proof-test"));
            KubeAssertions.assertThat(alice).can(AccessQuery.list("pods").in("proof-test"));
        }
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    @KubeUser(value = "rose", groups = "requests-test")
    @KubeCluster(dedicated = true)
    static class Losing {
        @Test
        void its_record(Cluster cluster) throws IOException {
            Files.delete(cluster.auditLog().orElseThrow());
        }
    }

    @Test
    void what_cannot_be_read_of_a_cluster_is_missed_by_thresholds() {
        EngineRun run = EngineRun.of(
                Map.of(
                        "kubeuser.report",
                        directory.toString(),
                        "kubeuser.require.coverage",
                        "100",
                        "kubeuser.cluster",
                        "embedded"),
                Proving.class,
                Losing.class);
        assertThat(run.succeeded()).isEqualTo(2);
        assertThat(run.failure()).hasMessageContaining("is not in the report: ");
    }

    /** Surefire takes a failure of the engine for one of the build, and shows its message. */
    @Test
    @OnEachJUnit
    void maven_fails_below() throws IOException, InterruptedException {
        MavenBuild below = MavenBuild.run(directory, List.of(ThresholdCase.class), "-Dkubeuser.require.coverage=51");
        assertThat(below.exitValue()).as(below.output()).isNotZero();
        assertThat(below.output())
                .contains("BUILD FAILURE", NOT_COVERED)
                .contains("kubeuser: add these tests, which gain most first:")
                .contains("  The rest, and what each is for, is in target/kubeuser/report.md");
        assertThat(below.output().split(Pattern.quote(TO_ADD), -1))
                .as(below.output())
                .hasSize(2);
    }
}
