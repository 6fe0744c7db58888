// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.testkit.EngineRun;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An assertion costs one request, unless a message or a recorder needs to know who the user is. */
class RoundTripsTest {

    private static final String REVIEW = "selfsubjectaccessreviews";
    private static final String WHO_AM_I = "selfsubjectreviews";

    @Test
    void an_assertion_is_one_request_where_nobody_records() {
        EngineRun run = run("off", RoundTripsCase.class);

        assertThat(run.published("first")).containsExactly(REVIEW);
        assertThat(run.published("two more")).containsExactly(REVIEW + " " + REVIEW);
        assertThat(run.published("failed")).containsExactly(REVIEW + " " + WHO_AM_I);
        assertThat(run.published("failed again")).containsExactly(REVIEW);
    }

    @Test
    void a_recorder_needs_to_know_the_user_once(@TempDir Path report) {
        EngineRun run = run(report.toString(), RecordedRoundTripsCase.class);

        assertThat(run.published("first")).containsExactly(REVIEW + " " + WHO_AM_I);
        assertThat(run.published("two more")).containsExactly(REVIEW + " " + REVIEW);
        assertThat(run.published("failed")).containsExactly(REVIEW);
    }

    @Test
    void authentication_is_asked_for_each_time() {
        assertThat(run("off", RoundTripsCase.class).published("authenticated"))
                .containsExactly(WHO_AM_I + " " + WHO_AM_I);
    }

    private static EngineRun run(String report, Class<?> tests) {
        EngineRun run = EngineRun.of(Map.of("kubeuser.report", report), tests);
        run.assertSuccessful(1);
        return run;
    }
}
