package dev.kubeuser.coverage;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes every mutant and sees whether an assertion would have noticed it. */
final class MutationRun {

    private final List<StateUnderMutation> states;
    private final OwnNamespaces own;

    private MutationRun(Evidence evidence) {
        this.states = evidence.states().stream()
                .map(state -> new StateUnderMutation(state, evidence.served(), evidence.namespaces()))
                .toList();
        this.own = evidence.namespaces();
    }

    static Mutations run(Evidence evidence) {
        MutationRun run = new MutationRun(evidence);
        List<MutantResult> results = evidence.writtenObjects().stream()
                .flatMap(object -> Mutation.of(object).stream())
                .map(run::judge)
                .toList();
        UserVariables variables = new UserVariables(Stream.concat(
                evidence.states().stream()
                        .flatMap(state -> state.observations().stream())
                        .map(Observation::requester),
                results.stream()
                        .map(MutantResult::suggestion)
                        .filter(Objects::nonNull)
                        .map(Suggestion::requester)));
        return new Mutations(results.stream().map(variables::clear).toList());
    }

    private MutantResult judge(Mutation mutation) {
        List<MutatedState> changed = states.stream()
                .flatMap(state -> state.mutate(mutation).stream())
                .toList();
        List<Observation> kills =
                changed.stream().flatMap(state -> state.kills().stream()).toList();
        if (!kills.isEmpty()) {
            Set<TestCase> tests = new LinkedHashSet<>();
            kills.stream().map(Observation::test).filter(Objects::nonNull).forEach(tests::add);
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
