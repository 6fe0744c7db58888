package dev.kubeuser.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How runs on one cluster recognise each other, and what names a run. */
@RunsOnce
class RunTest {

    private final Run run = Run.begin(RunSeal.of("token of the administrator"));

    @Test
    void runs_with_the_same_administrator_recognise_each_other() {
        Run other = Run.begin(RunSeal.of("token of the administrator"));
        assertThat(run.isOther(other.newAuditId())).isTrue();
        assertThat(other.isOther(run.newAuditId())).isTrue();
        assertThat(run.isOwn(other.newAuditId())).isFalse();
        assertThat(run.isOther(run.newAuditId())).isFalse();
        assertThat(run.isOwn(run.newAuditId())).isTrue();
    }

    @Test
    void a_claim_without_the_administrators_credential_is_not_another_run() {
        assertThat(run.isOther(Run.begin(RunSeal.of("a guess")).newAuditId())).isFalse();
        assertThat(run.isOther(Run.begin(RunSeal.of(null)).newAuditId())).isFalse();
        assertThat(run.isOther(run.newAuditId().replace(run.id(), "20200101-000000-deadbeef")))
                .isFalse();
        assertThat(run.isOther("kubeuser-20200101-000000-deadbeef-1")).isFalse();
        assertThat(run.isOther("kubeuser-of-another-run")).isFalse();
        assertThat(run.isOther("of-kubectl")).isFalse();
    }

    @Test
    void the_credential_is_not_in_what_is_sent() {
        assertThat(run.newAuditId()).doesNotContain("token").matches("kubeuser-[0-9a-f-]+");
        assertThat(RunSeal.of("token of the administrator")).hasToString("seal");
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
