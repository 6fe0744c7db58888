// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in the JVM of a build tool, which has settings where the command line has options. */
class OfBuildToolTest {

    @TempDir
    private Path reports;

    private Run run(Map<String, String> settings, String command) {
        return Run.of(settings, command + " --maven=this %s", reports);
    }

    @Test
    void nothing_to_check_names_the_settings() {
        assertThat(run(Map.of("file.encoding", "UTF-8"), "check").ended(2).err())
                .contains("There is nothing to check: give kubeuser.require.coverage, kubeuser.require.mutation-score,"
                        + " kubeuser.require.accepted-risks, kubeuser.require.no-escalation or"
                        + " kubeuser.require.no-denials");
    }

    @Test
    void denials_alone_are_something_to_check() {
        run(Map.of("kubeuser.require.no-denials", "true"), "check").ended(0);
    }

    /** Otherwise a gate would be open that its user thinks is closed. */
    @Test
    void a_mistyped_key_is_an_error() {
        assertThat(run(Map.of("kubeuser.require.covrage", "80"), "check")
                        .ended(2)
                        .err())
                .isEqualToIgnoringNewLines(
                        "There is no setting kubeuser.require.covrage (a property of the build); did you mean"
                                + " kubeuser.require.coverage?");
    }

    @Test
    void selected_tests_say_nothing_about_the_whole() {
        Map<String, String> settings = Map.of("it.test", "OrdersIT", "kubeuser.require.coverage", "100");
        assertThat(run(settings, "check").ended(0).out())
                .isEqualToIgnoringNewLines("only some tests run (-Dit.test=OrdersIT), so nothing is required");
    }

    @Test
    void no_test_at_all_leaves_no_report() {
        assertThat(run(Map.of(), "report").ended(0).out())
                .isEqualToIgnoringNewLines("there is no report, for no test recorded anything");
        assertThat(reports).isEmptyDirectory();
    }
}
