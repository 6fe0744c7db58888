// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@RunsOnce
class RenderingToolTest {

    @Test
    void a_program_gets_no_variables_of_ours_and_no_cluster() throws Exception {
        RenderingTool env = new RenderingTool("env", List.of("env"), Duration.ofMinutes(1));

        List<String> variables = env.render("variables")
                .lines()
                .map(line -> line.substring(0, line.indexOf('=')))
                .filter(name -> !name.equals("PATH") && !name.startsWith("TMP"))
                .toList();

        assertThat(variables)
                .containsExactlyInAnyOrder(
                        "HOME",
                        "USERPROFILE",
                        "HELM_CACHE_HOME",
                        "HELM_CONFIG_HOME",
                        "HELM_DATA_HOME",
                        "KUBECONFIG",
                        "HTTP_PROXY",
                        "HTTPS_PROXY",
                        "ALL_PROXY",
                        "GIT_ALLOW_PROTOCOL",
                        "GIT_CONFIG_NOSYSTEM",
                        "GIT_NO_LAZY_FETCH",
                        "GIT_TERMINAL_PROMPT");
    }

    @Test
    void a_program_that_hangs_is_ended() {
        RenderingTool sleep = new RenderingTool("sleep", List.of("sleep", "600"), Duration.ofSeconds(1));

        assertRefused(() -> sleep.render("chart x"))
                .hasMessage("sleep did not render chart x within 1 s and was ended; it said nothing");
    }
}
