package dev.kubeuser;

import static dev.kubeuser.assertion.AccessQuery.get;
import static dev.kubeuser.assertion.AccessQuery.list;
import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
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

    @KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
    @KubeUser(value = "alice", groups = "proof-test-developers")
    static class Gets {
        @Test
        void pods_are_read(KubeAccess alice) {
            assertThat(alice).can(get("pods").in("proof-test"));
        }
    }

    @KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
    @KubeUser(value = "bob", groups = "proof-test-developers")
    static class Lists {
        @Test
        void pods_are_listed(KubeAccess bob) {
            assertThat(bob).can(list("pods").in("proof-test"));
        }
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
        try (ChildJvm gets = start(Gets.class, "one");
                ChildJvm lists = start(Lists.class, "one")) {
            awaitEnd(gets);
            awaitEnd(lists);
        }
        JsonObject both = json();
        assertThat(both.getAsJsonObject("permissions")).hasToString("{\"count\":2,\"total\":2,\"ratio\":1.0}");
        assertThat(both.get("observations").getAsInt()).isEqualTo(2);
        assertThat(both.toString()).contains("Gets > pods_are_read", "Lists > pods_are_listed");
        assertThat(Files.readString(report().resolve("report.html"))).contains(">alice<", ">bob<");
        assertThat(parts()).hasSize(2);
    }

    @Test
    void what_an_earlier_build_recorded_is_dropped() throws IOException, InterruptedException {
        try (ChildJvm gets = start(Gets.class, "one")) {
            awaitEnd(gets);
        }
        try (ChildJvm lists = start(Lists.class, "two")) {
            awaitEnd(lists);
        }
        assertThat(json().getAsJsonObject("permissions")).hasToString("{\"count\":1,\"total\":2,\"ratio\":0.5}");
        assertThat(parts()).hasSize(1);
    }
}
