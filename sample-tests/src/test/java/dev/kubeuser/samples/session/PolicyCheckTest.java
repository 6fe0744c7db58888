// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.kinds.RunsOnce;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program, which starts a cluster of its own. */
@RunsOnce
class PolicyCheckTest {

    @Test
    void a_policy_that_lets_developers_in_passes_and_is_reported(@TempDir Path report) {
        PolicyCheck.main(new String[] {report.toString(), "policies/namespaces.yaml", "policies/developers.yaml"});

        assertThat(report.resolve("report.json")).content().contains("developers list pods in dev");
        assertThat(report.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void a_policy_without_them_fails(@TempDir Path report) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> PolicyCheck.main(new String[] {report.toString(), "policies/namespaces.yaml"}))
                .withMessageContaining("to be allowed to list pods in namespace \"dev\"");
    }
}
