// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.samples.tool.ReportRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report on a class that has no policy and asserts a refusal, beside a class with a policy. */
@RunsOnce
class QuickStartReportTest {

    @Test
    void no_refusal_that_a_test_asserts_is_a_denial(@TempDir Path directory) throws IOException {
        ReportRun report =
                ReportRun.of(directory, QuickStartTest.class.getName(), "dev.kubeuser.samples.policy.DevelopersTest");
        assertThat(report.json().getAsJsonArray("denials")).isEmpty();
        assertThat(report.share("permissions")).as("of the policy of the team").doesNotStartWith("0 of");
    }
}
