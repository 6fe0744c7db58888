package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.coverage.internal.recording.RecordedDecision;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes every mutant and replays the assertions that it may concern. */
final class MutationRun {

    private final RunRecord runRecord;
    private final Topics topics;
    private final List<Replay> replays;

    /**
     * The assertions under one state of the policy that can be replayed: those on which evaluator and API server agree.
     */
    private record Replay(PolicyInForce inForce, AssertedRequests asserted) {}

    private MutationRun(RunRecord runRecord, List<PolicyInForce> inForce, Topics topics) {
        this.runRecord = runRecord;
        this.topics = topics;
        this.replays = inForce.stream()
                .map(state -> new Replay(state, new AssertedRequests(state)))
                .toList();
    }

    static MutationAnalysis run(RunRecord runRecord, List<PolicyInForce> inForce, Topics topics) {
        MutationRun run = new MutationRun(runRecord, inForce, topics);
        List<MutantResult> results = runRecord.writtenObjects().stream()
                .flatMap(object -> Mutation.of(object).stream())
                .map(run::judge)
                .toList();
        UserVariables variables = new UserVariables(Stream.concat(
                runRecord.states().stream()
                        .flatMap(state -> state.decisions().stream())
                        .map(RecordedDecision::user),
                results.stream()
                        .map(MutantResult::suggestion)
                        .filter(Objects::nonNull)
                        .map(Suggestion::user)));
        return new MutationAnalysis(results.stream().map(variables::clear).toList());
    }

    private MutantResult judge(Mutation mutation) {
        Set<TestCase> tests = new LinkedHashSet<>();
        boolean isKilled = false;
        List<Replay> concerned = replays.stream()
                .filter(replay -> !replay.inForce().concernedBy(mutation).isEmpty())
                .toList();
        for (Replay replay : concerned) {
            BitSet kills = new MutatedState(replay.inForce(), mutation).kills(replay.asserted());
            isKilled |= !kills.isEmpty();
            tests.addAll(replay.asserted().tests(kills));
        }
        Optional<Suggestion> suggestion = isKilled
                ? Optional.empty()
                : concerned.stream()
                        .flatMap(replay -> new MutatedState(replay.inForce(), mutation)
                                .difference(topics, runRecord.namespaces()).stream())
                        .findFirst();
        return new MutantResult(
                mutation.asMutant(runRecord.namespaces()),
                isKilled
                        ? MutantResult.Status.KILLED
                        : suggestion.isPresent() ? MutantResult.Status.SURVIVED : MutantResult.Status.EQUIVALENT,
                List.copyOf(tests),
                suggestion.orElse(null));
    }
}
