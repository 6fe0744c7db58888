package dev.kubeuser.samples.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.mutants.Mutant;
import dev.kubeuser.trial.MutationTrial;
import dev.kubeuser.trial.TriedMutant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether the tests of the company's identities notice mistakes in its AuthenticationConfiguration. */
@RunsOnce
class CompanyMistakesTest {

    @Test
    void tests_notice_all_mistakes_but_one() {
        List<TriedMutant> mutants = MutationTrial.of(CompanyIdentitiesTest.class)
                .ofAuthentication("grafana")
                .with("kubeuser.cluster", "embedded")
                .run();

        assertThat(mutants)
                .filteredOn(mutant -> !mutant.isKilled())
                .extracting(mutant -> mutant.judged().mutant())
                .extracting(Mutant::object, Mutant::description)
                .containsExactly(tuple(
                        "issuer https://token.actions.githubusercontent.com", "for the audience \"grafana\" too"));
    }
}
