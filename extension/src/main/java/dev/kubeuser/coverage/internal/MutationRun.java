package dev.kubeuser.coverage.internal;

import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.MutantStatus;
import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.coverage.TestCase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes every mutant and replays the assertions against it. */
final class MutationRun {

    private final List<StateUnderMutation> states;
    private final OwnNamespaces own;

    private MutationRun(RunRecord runRecord, List<PolicyInForce> inForce) {
        this.states = inForce.stream()
                .map(state -> new StateUnderMutation(state, runRecord.served(), runRecord.namespaces()))
                .toList();
        this.own = runRecord.namespaces();
    }

    static MutationAnalysis run(RunRecord runRecord, List<PolicyInForce> inForce) {
        MutationRun run = new MutationRun(runRecord, inForce);
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
        List<MutatedState> changed = states.stream()
                .flatMap(state -> state.mutate(mutation).stream())
                .toList();
        List<RecordedDecision> kills =
                changed.stream().flatMap(state -> state.kills().stream()).toList();
        if (!kills.isEmpty()) {
            Set<TestCase> tests = new LinkedHashSet<>();
            kills.stream().map(RecordedDecision::test).filter(Objects::nonNull).forEach(tests::add);
            return new MutantResult(mutation.asMutant(own), MutantStatus.KILLED, new ArrayList<>(tests), null);
        }
        Optional<Suggestion> suggestion =
                changed.stream().flatMap(state -> state.difference().stream()).findFirst();
        return new MutantResult(
                mutation.asMutant(own),
                suggestion.isPresent() ? MutantStatus.SURVIVED : MutantStatus.EQUIVALENT,
                List.of(),
                suggestion.orElse(null));
    }
}
