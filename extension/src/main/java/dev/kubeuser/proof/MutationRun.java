package dev.kubeuser.proof;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Makes every mutant and sees whether an assertion would have noticed it. */
final class MutationRun {

    private final List<StateUnderMutation> states;

    private MutationRun(Evidence evidence) {
        this.states = evidence.states().stream()
                .map(state -> new StateUnderMutation(state, evidence.served(), evidence.namespaces()))
                .toList();
    }

    static Mutations run(Evidence evidence) {
        MutationRun run = new MutationRun(evidence);
        return new Mutations(evidence.writtenObjects().stream()
                .flatMap(object -> Mutation.of(object).stream())
                .map(run::judge)
                .toList());
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
            return new MutantResult(mutation.asMutant(), MutantStatus.KILLED, new ArrayList<>(tests), null);
        }
        Optional<Suggestion> suggestion =
                changed.stream().flatMap(state -> state.difference().stream()).findFirst();
        return new MutantResult(
                mutation.asMutant(),
                suggestion.isPresent() ? MutantStatus.SURVIVED : MutantStatus.EQUIVALENT,
                List.of(),
                suggestion.orElse(null));
    }
}
