// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The proof, which asks only what a change can touch, finds what is found by asking everything. */
@RunsOnce
class ProofAgainstPlainTest {

    private static final int RECORDS = Integer.getInteger("test.records", 60);

    @Test
    void the_proof_is_what_asking_everything_finds() {
        Seed seed = Seed.ofRun();
        for (int number = 0; number < RECORDS; number++) {
            RunRecord runRecord = new RandomRecord(new Choice(new Random(seed.value() + number))).record();
            String which = "record " + number + ", " + seed;
            RunAnalysis analysis = RunAnalysis.of(runRecord);
            List<PlainPolicy> plain = PlainPolicy.of(runRecord);
            List<MutantResult> results = analysis.mutations().results();
            List<MutantResult> expected = PlainMutations.run(
                            runRecord, plain, analysis.covering().all().toList())
                    .results();
            assertThat(results).as(which).hasSameSizeAs(expected);
            for (int mutant = 0; mutant < expected.size(); mutant++) {
                assertThat(results.get(mutant)).as(which).isEqualTo(expected.get(mutant));
            }
            assertThat(analysis.coverage()).as(which).isEqualTo(PlainCoverage.count(runRecord, plain));
            assertThat(analysis.unexplained()).as(which).isEqualTo(unexplained(plain));
        }
    }

    private static long unexplained(List<PlainPolicy> plain) {
        return plain.stream()
                .flatMap(inForce -> inForce.decisions().stream().filter(recorded -> !inForce.explains(recorded)))
                .count();
    }
}
