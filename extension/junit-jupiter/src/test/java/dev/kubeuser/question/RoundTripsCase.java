// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.RequestListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Publishes which requests a user's client sends for assertions, as an interceptor of its HTTP client sees them. */
@KubeUser("traveller")
public class RoundTripsCase {

    @Test
    void requests_of_assertions(KubeAccess traveller, TestReporter reporter) {
        List<String> sent = Collections.synchronizedList(new ArrayList<>());
        RequestListener.listen(
                traveller.cluster(),
                request ->
                        sent.add(List.of(request.url().encodedPath().split("/")).get(4)));
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
