// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.record.internal.Evidence;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.GrantedRequests;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A statement kills the mutants for whose whole policy, built once more, it does not hold; and no others. */
class StatementsAgainstPlainTest {

    private static final int RECORDS = Integer.getInteger("test.records", 60) / 8;

    @TempDir
    private Path directory;

    @Test
    void a_statement_kills_what_it_does_not_hold_for() {
        Seed seed = Seed.ofRun();
        Map<Class<?>, Integer> kills = new HashMap<>();
        for (int number = 0; number < RECORDS; number++) {
            RunRecord runRecord = record(seed.value() + number);
            List<Held> held =
                    PlainPolicy.of(runRecord).stream().map(Held::under).toList();
            List<Mutation> mutations = runRecord.writtenObjects().stream()
                    .flatMap(object -> Mutation.of(object).stream())
                    .toList();
            List<MutantResult> results = RunAnalysis.of(runRecord).mutations().results();
            assertThat(results).hasSameSizeAs(mutations);
            for (int mutant = 0; mutant < results.size(); mutant++) {
                Set<String> expected = new TreeSet<>();
                for (Held statements : held) {
                    for (RecordedStatement killer : statements.broken(mutations.get(mutant))) {
                        expected.add(killer.tests().get(0).name());
                        kills.merge(killer.statement().getClass(), 1, Integer::sum);
                    }
                }
                MutantResult result = results.get(mutant);
                assertThat(statements(result))
                        .as("record %s, %s, %s", number, seed, result.mutant())
                        .isEqualTo(expected);
                assertThat(expected.isEmpty() || result.status() == MutantResult.Status.KILLED)
                        .isTrue();
            }
        }
        assertThat(kills.keySet()).containsExactlyInAnyOrder(Statement.class.getPermittedSubclasses());
        assertThat(kills.values()).allMatch(count -> count > 0);
    }

    private static RunRecord record(long seed) {
        Choice choice = new Choice(new Random(seed));
        return new RandomStatements(choice).with(new RandomRecord(choice).record());
    }

    private static Set<String> statements(MutantResult result) {
        return result.killedBy().stream()
                .map(TestCase::name)
                .filter(name -> name.startsWith("statement"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The statements that hold for a policy as it was in force. */
    private record Held(PlainPolicy inForce, List<RecordedStatement> statements) {

        static Held under(PlainPolicy inForce) {
            GrantedRequests granted = granted(inForce.policy());
            return new Held(
                    inForce,
                    inForce.state().statements().stream()
                            .filter(recorded -> recorded.statement().holds(granted))
                            .toList());
        }

        /** Those that do not hold for a mutant of it. */
        List<RecordedStatement> broken(Mutation mutation) {
            if (statements.isEmpty() || !inForce.concerns(mutation)) {
                return List.of();
            }
            GrantedRequests granted = granted(inForce.mutated(mutation));
            return statements.stream()
                    .filter(recorded -> !recorded.statement().holds(granted))
                    .toList();
        }
    }

    private static GrantedRequests granted(RbacPolicy policy) {
        return GrantedRequests.of(policy, RandomStatements.DEFAULTS);
    }

    @Test
    void a_file_has_the_statements_as_they_were_made() throws IOException {
        Path file = directory.resolve("part");
        for (int number = 0; number < RECORDS; number++) {
            RunRecord runRecord = record(Seed.ofRun().value() + number);
            new Evidence(runRecord, List.of(), null).write(file);
            RunRecord read = Evidence.read(file).runRecord();
            assertThat(read.states().stream().map(state -> state.statements()).toList())
                    .isEqualTo(runRecord.states().stream()
                            .map(state -> state.statements())
                            .toList());
        }
    }
}
