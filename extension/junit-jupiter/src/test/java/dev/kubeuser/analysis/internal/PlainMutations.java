// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.analysis.internal.Topics.Topic;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes every mutant and replays the assertions against it. */
public final class PlainMutations {

    private final RunRecord runRecord;
    private final List<Suggestion> suggested;
    private final List<Replay> replays;

    private PlainMutations(RunRecord runRecord, List<PlainPolicy> inForce, List<Suggestion> suggested) {
        this.runRecord = runRecord;
        this.suggested = suggested;
        this.replays = inForce.stream().map(Replay::of).toList();
    }

    /**
     * Runs all.
     *
     * @param suggested what is suggested to cover permissions and subjects: a mutant that one of them kills needs no
     *     assertion of its own
     */
    public static MutationAnalysis run(RunRecord runRecord, List<PlainPolicy> inForce, List<Suggestion> suggested) {
        PlainMutations run = new PlainMutations(runRecord, inForce, suggested);
        List<MutantResult> results = runRecord.writtenObjects().stream()
                .flatMap(object -> Mutation.of(object).stream())
                .map(run::judge)
                .toList();
        return new MutationAnalysis(results);
    }

    private MutantResult judge(Mutation mutation) {
        List<MutatedState> mutated = replays.stream()
                .filter(replay -> replay.inForce().concerns(mutation))
                .map(replay -> new MutatedState(replay, replay.inForce().mutated(mutation)))
                .toList();
        List<RecordedDecision> kills =
                mutated.stream().flatMap(state -> state.kills().stream()).toList();
        if (!kills.isEmpty()) {
            Set<TestCase> tests = new LinkedHashSet<>();
            kills.stream().map(RecordedDecision::test).filter(Objects::nonNull).forEach(tests::add);
            return new MutantResult(
                    mutation.asMutant(runRecord.namespaces()),
                    MutantResult.Status.KILLED,
                    new ArrayList<>(tests),
                    null);
        }
        Optional<Suggestion> suggestion = mutated.stream()
                .flatMap(state -> suggested.stream().filter(state::isKilledBy))
                .findFirst()
                .or(() -> mutated.stream()
                        .flatMap(state -> state.difference(runRecord).stream())
                        .findFirst());
        return new MutantResult(
                mutation.asMutant(runRecord.namespaces()),
                suggestion.isPresent() ? MutantResult.Status.SURVIVED : MutantResult.Status.EQUIVALENT,
                List.of(),
                suggestion.orElse(null));
    }

    /**
     * The assertions under one state of the policy that can be replayed: those on which evaluator and API server agree.
     *
     * @param inForce the state
     * @param assertions the assertions, grouped by equal questions
     */
    private record Replay(PlainPolicy inForce, Collection<List<RecordedDecision>> assertions) {

        static Replay of(PlainPolicy inForce) {
            return new Replay(
                    inForce,
                    inForce.decisions().stream()
                            .filter(RecordedDecision::isAsserted)
                            .filter(inForce::explains)
                            .collect(Collectors.groupingBy(
                                    recorded -> List.of(recorded.user(), recorded.request()),
                                    LinkedHashMap::new,
                                    Collectors.toList()))
                            .values());
        }
    }

    /**
     * A state of the policy with a mutation.
     *
     * @param replay the state as it was, with its assertions
     * @param after its policy with the mutation
     */
    private record MutatedState(Replay replay, RbacPolicy after) {

        /** Whether an assertion passes as the policy was, and fails now. It is about a user of this state. */
        boolean isKilledBy(Suggestion suggestion) {
            RbacPolicy before = replay.inForce().policy();
            return Requesters.users(replay.inForce().decisions(), before.bindings().stream())
                            .contains(suggestion.user())
                    && before.allows(suggestion.user(), suggestion.request())
                    && !after.allows(suggestion.user(), suggestion.request());
        }

        /** Returns the assertions that would fail. */
        List<RecordedDecision> kills() {
            return replay.assertions().stream()
                    .filter(same -> after.allows(same.get(0).user(), same.get(0).request())
                            != same.get(0).allowed())
                    .flatMap(List::stream)
                    .toList();
        }

        /**
         * Returns the first question with a different answer, among those that the changed rules and bindings affect.
         */
        Optional<Suggestion> difference(RunRecord runRecord) {
            RbacPolicy before = replay.inForce().policy();
            PlainUniverse universe = PlainUniverse.of(runRecord.served(), before, after);
            Set<UserInfo> users = Requesters.users(
                    replay.inForce().decisions(), Stream.concat(before.bindings().stream(), after.bindings().stream()));
            return changedRules(before)
                    .flatMap(universe::questions)
                    .flatMap(question -> users.stream()
                            .filter(user -> before.allows(user, question.attributes())
                                    != after.allows(user, question.attributes()))
                            .map(user -> new Topic(question, false, false)
                                    .suggestion(user, before.allows(user, question.attributes()), runRecord)))
                    .findFirst();
        }

        /** Returns the rules that differ between the policies, and those of roles whose bindings differ. */
        private Stream<RbacRule> changedRules(RbacPolicy before) {
            Set<RbacRule> rules = new LinkedHashSet<>();
            addChanged(before, after, rules);
            addChanged(after, before, rules);
            return rules.stream();
        }

        private static void addChanged(RbacPolicy policy, RbacPolicy other, Set<RbacRule> rules) {
            policy.roles().stream()
                    .filter(role -> !other.role(role.id()).equals(Optional.of(role)))
                    .forEach(role -> rules.addAll(role.rules()));
            policy.bindings().stream()
                    .filter(binding -> !other.bindings().contains(binding))
                    .forEach(binding -> policy.role(binding.roleRef()).ifPresent(role -> rules.addAll(role.rules())));
        }
    }
}
