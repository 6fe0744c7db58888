// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.LoggedLines;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A controller ends the JVM when it may not watch. What was refused is told nevertheless. */
@Isolated("an ending JVM has eight seconds for its report, which is short beside other tests")
class DenialsOfEndingJvmTest {

    private static final String WATCH = "/api/v1/namespaces/denials-test/configmaps?watch=true&timeoutSeconds=1";
    private static final String TOLD = "ServiceAccount denials-test/operator may not watch configmaps in denials-test";
    private static final int STATUS = 7;

    @TempDir
    private Path directory;

    static class Exiting extends OperatorCase {
        @Test
        void ends(KubeAccess operator) {
            operator.get(WATCH);
            System.exit(STATUS);
        }
    }

    @Test
    void by_exit_it_is_told_and_in_the_report() throws IOException, InterruptedException {
        Path report = directory.resolve("report");
        try (ChildJvm child = ChildTest.start(directory, Exiting.class, "-Dkubeuser.report=" + report)) {
            assertThat(child.awaitEnd()).as(child.output()).isEqualTo(STATUS);
            assertThat(child.output()).containsOnlyOnce(TOLD).contains("+ verbs: [get, list, patch, watch]");
        }
        assertThat(ReportJson.read(report).getAsJsonArray("denials")).hasSize(1);
        assertThat(report.resolve("report.html")).exists();
    }

    static class Halting extends OperatorCase {
        @Test
        void ends(KubeAccess operator) {
            LoggedLines logged = LoggedLines.open();
            operator.get(WATCH);
            Deadline.in(Duration.ofMinutes(1))
                    .await(() -> !logged.containing(TOLD).isEmpty());
            Runtime.getRuntime().halt(STATUS);
        }
    }

    @Test
    @RunsOn(except = EXISTING, because = "a JVM that is halted leaves its objects in an existing cluster")
    void by_halt_it_is_told() throws IOException, InterruptedException {
        try (ChildJvm child = ChildTest.start(directory, Halting.class, "-Dkubeuser.report=" + directory)) {
            assertThat(child.awaitEnd()).as(child.output()).isEqualTo(STATUS);
            assertThat(child.output()).containsOnlyOnce(TOLD);
        }
    }
}
