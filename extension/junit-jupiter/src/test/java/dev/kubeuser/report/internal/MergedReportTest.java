// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.GetsCase;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.analysis.internal.DeployedPolicyCase;
import dev.kubeuser.analysis.internal.ThresholdCase;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.LoggedLines;
import dev.kubeuser.testkit.MavenBuild;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs of one build leave one report. */
@RunsOnce
class MergedReportTest {

    @TempDir
    private Path directory;

    private Path report() {
        return directory.resolve("report");
    }

    private EngineRun run(Class<?> testClass, String build) {
        return EngineRun.of(Map.of("kubeuser.report", report().toString(), "kubeuser.build", build), testClass);
    }

    private JsonObject json() throws IOException {
        return ReportJson.read(report());
    }

    private List<String> parts() throws IOException {
        try (Stream<Path> files = Files.list(report().resolve("parts"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .toList();
        }
    }

    /** Each has one class and a JVM of its own; that they are of one build, nobody has to say. */
    @Test
    void forks_of_one_Maven_build_are_in_one_report() throws IOException, InterruptedException {
        MavenBuild build = MavenBuild.run(
                directory,
                List.of(GetsCase.class, ThresholdCase.class),
                "-DforkCount=2",
                "-DreuseForks=false",
                "-Dkubeuser.report=" + report());
        assertThat(build.exitValue()).as(build.output()).isZero();
        assertThat(build.output()).contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
        JsonObject both = json();
        assertThat(both.getAsJsonObject("permissions")).hasToString("{\"count\":2,\"total\":2,\"ratio\":1.0}");
        assertThat(both.get("decisions").getAsInt()).isEqualTo(2);
        assertThat(both.toString()).contains("GetsCase > pods_are_read", "ThresholdCase > developers_list_pods");
        assertThat(ReportJson.pageTexts(report())).contains("alice", "bob");
        assertThat(parts()).hasSize(2);
    }

    @Test
    void modules_may_have_files_of_one_name() throws IOException, InterruptedException {
        runIn("first", policy("get,list pods"));
        runIn("second", policy("delete secrets"));

        assertThat(json().getAsJsonObject("permissions")).hasToString("{\"count\":0,\"total\":3,\"ratio\":0.0}");
        assertThat(ReportJson.pageTexts(report())).contains("../first/deploy/rbac.yaml", "deploy/rbac.yaml");
        assertThat(Files.readString(report().resolve("report.sarif")))
                .contains("first/deploy/rbac.yaml", "second/deploy/rbac.yaml")
                .doesNotContain("../");
    }

    private static String policy(String rule) {
        return new Policy().role("proof-test/readers", rule).to("user rita").yaml();
    }

    private void runIn(String module, String policy) throws IOException, InterruptedException {
        Path deploy = Files.createDirectories(directory.resolve(module).resolve("deploy"));
        Files.writeString(deploy.resolve("rbac.yaml"), policy);
        try (ChildJvm child = ChildTest.startIn(
                directory.resolve(module),
                DeployedPolicyCase.class,
                "-Dkubeuser.report=" + report(),
                "-Dkubeuser.build=one")) {
            assertThat(child.awaitEnd()).as(child.output()).isZero();
        }
    }

    /** As after a full disk. */
    @Test
    void a_part_that_is_cut_off_keeps_nobody_from_a_report() throws IOException {
        run(GetsCase.class, "one").assertSuccessful(1);
        Path part = report().resolve("parts").resolve(parts().get(0));
        byte[] whole = Files.readAllBytes(part);
        Files.write(part, Arrays.copyOf(whole, whole.length / 2));

        try (LoggedLines logged = LoggedLines.open()) {
            run(ThresholdCase.class, "one").assertSuccessful(1);
            assertThat(logged.containing("kubeuser: what another JVM of the build recorded is not in the report, for "
                            + part + " cannot be read ("))
                    .singleElement()
                    .asString()
                    .endsWith("): run all tests again with one version of kubeuser, or remove the file");
        }
        assertThat(json().getAsJsonObject("permissions")).hasToString("{\"count\":1,\"total\":2,\"ratio\":0.5}");
        assertThat(json().getAsJsonArray("missing")).singleElement().asString().contains(part + " cannot be read");
        assertThat(Files.readString(report().resolve("report.md"))).contains("**Missing:** what another JVM");
        assertThat(Files.readString(report().resolve("report.html"))).contains("<h3>What is missing</h3>");
    }

    /** What one JVM proves is not the whole, and a pipe would keep its reader waiting. */
    @Test
    @NeedsUnix
    void a_part_that_is_no_file_fails_thresholds() throws IOException, InterruptedException {
        Path parts = Files.createDirectories(report().resolve("parts"));
        Path pipe = parts.resolve(BuildName.named("one").part(UUID.randomUUID()));
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        EngineRun lists = EngineRun.of(
                Map.of(
                        "kubeuser.report",
                        report().toString(),
                        "kubeuser.build",
                        "one",
                        "kubeuser.require.coverage",
                        "50"),
                ThresholdCase.class);
        assertThat(lists.failure())
                .hasMessageStartingWith("The tests prove less than kubeuser.require settings require:")
                .hasMessageContaining(pipe + " cannot be read (it is not a regular file)");
        assertThat(Files.readString(report().resolve("report.md")))
                .contains("| missing in the report | nothing | 1 record | not met |");
    }

    /** The tests have passed, and whoever reads the report or holds it against thresholds must not go without. */
    @Test
    void a_report_that_cannot_be_written_at_the_end_fails_the_run() throws IOException, InterruptedException {
        try (ChildJvm run = ChildTest.start(
                directory, SpoilingCase.class, "-Dkubeuser.report=" + report(), "-Dkubeuser.build=one")) {
            assertThat(run.awaitEnd()).as(run.output()).isNotZero();
            assertThat(run.output())
                    .contains("The report could not be written to " + report() + " (")
                    .contains(
                            "parts is not a directory): make room there, or name another directory by kubeuser.report")
                    .doesNotContain("WARNING");
        }
    }

    /** A test that passes, and puts a file in the place of a directory of the report, as a full disk would. */
    @KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
    @KubeUser(value = "alice", groups = "proof-test-developers")
    public static class SpoilingCase {

        @Test
        void takes_the_place(KubeAccess alice) throws IOException {
            assertThat(alice).can(list("pods").in("proof-test"));
            Files.writeString(Path.of(System.getProperty("kubeuser.report")).resolve("parts"), "mine");
        }
    }

    @Test
    void what_an_earlier_build_recorded_is_dropped() throws IOException {
        run(GetsCase.class, "one").assertSuccessful(1);
        run(ThresholdCase.class, "two").assertSuccessful(1);
        assertThat(json().getAsJsonObject("permissions")).hasToString("{\"count\":1,\"total\":2,\"ratio\":0.5}");
        assertThat(parts()).hasSize(1);
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    static class Losing {
        @Test
        void its_record(Cluster cluster) throws IOException {
            Files.delete(cluster.auditLog().orElseThrow());
        }
    }

    @Test
    void what_the_last_JVM_lost_is_missing_in_the_report_of_all() throws IOException {
        run(GetsCase.class, "one").assertSuccessful(1);
        run(Losing.class, "one").assertSuccessful(1);
        assertThat(json().getAsJsonArray("missing")).singleElement().asString().contains("is not in the report: ");
        assertThat(json().getAsJsonObject("permissions")).hasToString("{\"count\":1,\"total\":2,\"ratio\":0.5}");
    }
}
