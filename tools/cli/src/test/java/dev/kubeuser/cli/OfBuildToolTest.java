// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in the JVM of a build tool, which has settings where the command line has options. */
class OfBuildToolTest {

    @TempDir
    private Path reports;

    private Run run(Map<String, String> settings, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = KubeUserCommand.run(settings, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    @Test
    void nothing_to_check_names_the_settings() {
        Run check = run(Map.of("file.encoding", "UTF-8"), "check", "--maven=this", reports.toString())
                .ended(2);
        assertThat(check.err())
                .contains("There is nothing to check: give kubeuser.require.coverage, kubeuser.require.mutation-score,"
                        + " kubeuser.require.accepted-risks, kubeuser.require.no-escalation or"
                        + " kubeuser.require.no-denials");
    }

    @Test
    void denials_alone_are_something_to_check() {
        run(Map.of("kubeuser.require.no-denials", "true"), "check", "--maven=this", reports.toString())
                .ended(0);
    }

    /** Otherwise a gate would be open that its user thinks is closed. */
    @Test
    void a_mistyped_key_is_an_error() {
        Run check = run(Map.of("kubeuser.require.covrage", "80"), "check", "--maven=this", reports.toString())
                .ended(2);
        assertThat(check.err())
                .isEqualToIgnoringNewLines(
                        "There is no setting kubeuser.require.covrage (a property of the build); did you mean"
                                + " kubeuser.require.coverage?");
    }

    @Test
    void selected_tests_say_nothing_about_the_whole() {
        Run check = run(
                        Map.of("it.test", "OrdersIT", "kubeuser.require.coverage", "100"),
                        "check",
                        "--maven=this",
                        reports.toString())
                .ended(0);
        assertThat(check.out())
                .isEqualToIgnoringNewLines("only some tests run (-Dit.test=OrdersIT), so nothing is required");
    }

    @Test
    void no_test_at_all_leaves_no_report() {
        Run report = run(Map.of(), "report", "--maven=this", reports.toString()).ended(0);
        assertThat(report.out()).isEqualToIgnoringNewLines("there is no report, for no test recorded anything");
        assertThat(reports).isEmptyDirectory();
    }
}
