// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names a run, and its requests. */
class RunTest {

    private final Run run = Run.begin();

    @Test
    void a_run_knows_its_own_requests() {
        assertThat(run.newAuditId()).startsWith("kubeuser-" + run.id()).matches(run::isOwn);
        assertThat(run.isOwn(Run.begin().newAuditId())).isFalse();
        assertThat(run.isOwn("of-kubectl")).isFalse();
    }

    @Test
    void an_identifier_tells_when_the_run_began() {
        assertThat(Run.beginOf(run.id()).orElseThrow())
                .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "anything",
                "-",
                "20200101-000000",
                "20200101-000000-",
                "20200101-000000-abc",
                "20200101-000000-deadbeeg",
                "20201301-000000-deadbeef",
                "20200101-250000-deadbeef",
                "20200101-000000-deadbeef-1",
                "x20200101-000000-deadbeef"
            })
    void anything_else_names_no_run(String text) {
        assertThat(Run.beginOf(text)).isEmpty();
    }
}
