// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.samples.tool.ReportRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The numbers of the report, held against those found by hand for {@code policies/release/release.yaml}.
 *
 * <p>It has 3 permissions: get and patch deployments, get one secret. It has 16 mutants. In the first rule: without
 * get, without patch, no rule, all verbs, all resources. In the second: no rule, all verbs, all resources, all names.
 * In the binding: none, for everybody, of edit, of admin, of cluster-admin, cluster-wide, in another namespace.
 */
@RunsOnce
class SurvivorsTest {

    @TempDir
    private Path directory;

    @Test
    void all_that_is_granted_is_covered_and_ten_mutants_survive() throws IOException {
        ReportRun report = ReportRun.of(ReleaseManagersTest.class, directory);

        assertThat(report.share("permissions")).isEqualTo("3 of 3");
        assertThat(report.share("bindingsUsed")).isEqualTo("1 of 1");
        // What takes something away is noticed: get, patch, a rule, the other rule, the binding, its namespace.
        assertThat(report.share("mutants")).isEqualTo("6 of 16");
    }

    @Test
    void none_survives_with_the_suggested_assertions() throws IOException {
        ReportRun report = ReportRun.of(ReleaseManagersOnlyTest.class, directory);

        assertThat(report.suggestions()).isEmpty();
        assertThat(report.share("mutants")).isEqualTo("16 of 16");
    }
}
