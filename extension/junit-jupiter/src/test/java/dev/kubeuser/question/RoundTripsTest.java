// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.testkit.EngineRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
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
        assertThat(run.published("authenticated"))
                .as("it is asked for each time")
                .containsExactly(WHO_AM_I + " " + WHO_AM_I);
    }

    @Test
    void a_recorder_needs_to_know_the_user_once(@TempDir Path report) {
        EngineRun run = run(report.toString(), RecordedRoundTripsCase.class);

        assertThat(run.published("first")).containsExactly(REVIEW + " " + WHO_AM_I);
        assertThat(run.published("two more")).containsExactly(REVIEW + " " + REVIEW);
        assertThat(run.published("failed")).containsExactly(REVIEW);
    }

    private static EngineRun run(String report, Class<?> tests) {
        EngineRun run = EngineRun.of(Map.of("kubeuser.report", report), tests);
        run.assertSuccessful(1);
        return run;
    }

    /**
     * Publishes which requests a user's client sends for assertions, as an interceptor of its HTTP client sees them.
     */
    @KubeUser("traveller")
    static class RoundTripsCase {

        @Test
        void requests_of_assertions(KubeAccess traveller, TestReporter reporter) {
            List<String> sent = Collections.synchronizedList(new ArrayList<>());
            RequestListener.listen(
                    traveller.cluster(),
                    request -> sent.add(
                            List.of(request.url().encodedPath().split("/")).get(4)));
            Consumer<String> publish = key -> {
                reporter.publishEntry(key, String.join(" ", sent));
                sent.clear();
            };

            assertThat(traveller).cannot(list("pods").in("default"));
            publish.accept("first");
            assertThat(traveller).cannot(list("secrets").in("default")).cannot(list("nodes"));
            publish.accept("two more");
            assertFails(() -> assertThat(traveller).can(list("pods").in("default")));
            publish.accept("failed");
            assertFails(() -> assertThat(traveller).can(list("nodes")));
            publish.accept("failed again");
            assertThat(traveller).isAuthenticatedAs("traveller").isAuthenticatedAs("traveller");
            publish.accept("authenticated");
        }
    }

    /** The same with a policy, and so with a recorder. */
    @KubeManifests(value = "classpath:proof/round-trips.yaml", createNamespaces = true)
    @KubeUser("traveller")
    static class RecordedRoundTripsCase extends RoundTripsCase {}
}
