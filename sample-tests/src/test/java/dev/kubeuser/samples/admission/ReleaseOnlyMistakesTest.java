package dev.kubeuser.samples.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.mutants.Mutant;
import dev.kubeuser.trial.MutationTrial;
import dev.kubeuser.trial.TriedMutant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether the tests notice mistakes in the policy of admission. */
@RunsOnce
class ReleaseOnlyMistakesTest {

    @Test
    void tests_notice_some_mistakes() throws IOException {
        List<TriedMutant> mutants = MutationTrial.of(ReleaseOnlyTest.class)
                .ofAdmission()
                .with("kubeuser.cluster", "embedded")
                .run();

        assertThat(mutants)
                .filteredOn(mutant -> !mutant.isKilled())
                .extracting(mutant -> mutant.judged().mutant())
                .extracting(Mutant::description)
                .containsExactly(
                        "enforces privileged instead of baseline",
                        "without the validation object.spec.replicas >= 2",
                        "without the condition no-gitops",
                        "not for UPDATE",
                        "with failurePolicy Ignore",
                        "without namespaceSelector");
        assertThat(mutants)
                .filteredOn(mutant -> mutant.assertion().isPresent())
                .extracting(mutant -> mutant.judged().mutant().description())
                .containsExactly("without the validation object.spec.replicas >= 2", "not for UPDATE");
        assertThat(mutants)
                .extracting(TriedMutant::assertion)
                .contains(Optional.of(Files.readString(Path.of("src/test/resources/release-only-assertion.txt"))
                        .strip()));
    }
}
