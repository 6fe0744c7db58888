package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    private ChildJvm start(Class<?> testClass, String build) throws IOException {
        return ChildJvm.start(directory, testClass, "-Dkubeuser.report=" + report(), "-Dkubeuser.build=" + build);
    }

    private void awaitEnd(ChildJvm child) throws InterruptedException {
        assertThat(child.awaitEnd()).as(child.output()).isZero();
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

    @Test
    void what_two_JVMs_recorded_side_by_side_is_in_one_report() throws IOException, InterruptedException {
        try (ChildJvm gets = start(GetsCase.class, "one");
                ChildJvm lists = start(ThresholdCase.class, "one")) {
            awaitEnd(gets);
            awaitEnd(lists);
        }
        assertBothAreReported();
    }

    private void assertBothAreReported() throws IOException {
        JsonObject both = json();
        assertThat(both.getAsJsonObject("permissions")).hasToString("{\"count\":2,\"total\":2,\"ratio\":1.0}");
        assertThat(both.get("observations").getAsInt()).isEqualTo(2);
        assertThat(both.toString()).contains("GetsCase > pods_are_read", "ThresholdCase > developers_list_pods");
        assertThat(Files.readString(report().resolve("report.html"))).contains(">alice<", ">bob<");
        assertThat(parts()).hasSize(2);
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
        assertBothAreReported();
    }

    @Test
    void what_an_earlier_build_recorded_is_dropped() throws IOException, InterruptedException {
        try (ChildJvm gets = start(GetsCase.class, "one")) {
            awaitEnd(gets);
        }
        try (ChildJvm lists = start(ThresholdCase.class, "two")) {
            awaitEnd(lists);
        }
        assertThat(json().getAsJsonObject("permissions")).hasToString("{\"count\":1,\"total\":2,\"ratio\":0.5}");
        assertThat(parts()).hasSize(1);
    }
}
