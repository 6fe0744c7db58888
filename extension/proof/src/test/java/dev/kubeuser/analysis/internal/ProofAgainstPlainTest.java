// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.analysis.internal.Coverage.BindingCoverage;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The proof, which asks only what a change can touch, finds what is found by asking everything. */
class ProofAgainstPlainTest {

    private static final int RECORDS = Integer.getInteger("test.records", 60);

    static LongStream seeds() {
        long first = Seed.ofRun().value();
        return LongStream.range(first, first + RECORDS);
    }

    private static RunRecord record(long seed) {
        return new RandomRecord(new Choice(new Random(seed))).record();
    }

    /** A state of the policy before and after a mutation. */
    private record Mutated(PlainPolicy before, RbacPolicy after) {

        /** The assertions that would fail, those with the same question together. */
        Stream<RecordedDecision> failing() {
            return before.decisions().stream()
                    .filter(recorded -> recorded.source() != RecordedDecision.Source.REQUEST)
                    .filter(recorded -> recorded.allowed() == recorded.expected() && before.explains(recorded))
                    .filter(recorded -> after.allows(recorded.user(), recorded.request()) != recorded.allowed())
                    .collect(Collectors.groupingBy(
                            recorded -> List.of(recorded.user(), recorded.request()),
                            LinkedHashMap::new,
                            Collectors.toList()))
                    .values()
                    .stream()
                    .flatMap(List::stream);
        }

        /** Whether an assertion about a user of this state passes before, and fails after. */
        boolean isKilledBy(Suggestion suggestion) {
            return before.users(after).contains(suggestion.user())
                    && before.policy().allows(suggestion.user(), suggestion.request()) == suggestion.allowed()
                    && after.allows(suggestion.user(), suggestion.request()) != suggestion.allowed();
        }
    }

    @ParameterizedTest(name = "repeat with -Dtest.seed={0}")
    @MethodSource("seeds")
    void a_mutant_is_killed_by_what_it_answers_otherwise(long seed) {
        RunRecord runRecord = record(seed);
        RunAnalysis analysis = RunAnalysis.of(runRecord);
        List<PlainPolicy> states = PlainPolicy.of(runRecord);
        List<Mutation> mutations = runRecord.writtenObjects().stream()
                .flatMap(object -> Mutation.of(object).stream())
                .toList();
        List<MutantResult> results = analysis.mutations().results();
        assertThat(results)
                .extracting(MutantResult::mutant)
                .isEqualTo(mutations.stream()
                        .map(mutation -> mutation.asMutant(runRecord.namespaces()))
                        .toList());
        for (int number = 0; number < results.size(); number++) {
            Mutation mutation = mutations.get(number);
            assertResult(
                    results.get(number),
                    states.stream()
                            .filter(state -> state.concerns(mutation))
                            .map(state -> new Mutated(state, state.mutated(mutation)))
                            .toList(),
                    analysis.covering().all().toList());
        }
        assertThat(analysis.unexplained())
                .isEqualTo(states.stream()
                        .flatMap(state -> state.decisions().stream().filter(recorded -> !state.explains(recorded)))
                        .count());
    }

    /** An assertion that is suggested for a permission or subject is suggested for the mutants that it kills, too. */
    private static void assertResult(MutantResult result, List<Mutated> mutated, List<Suggestion> suggested) {
        List<RecordedDecision> failing =
                mutated.stream().flatMap(Mutated::failing).toList();
        boolean differs = mutated.stream().anyMatch(state -> state.before().differsFrom(state.after()));
        MutantResult.Status survived = differs ? MutantResult.Status.SURVIVED : MutantResult.Status.EQUIVALENT;
        assertThat(result.status())
                .as("%s", result.mutant())
                .isEqualTo(failing.isEmpty() ? survived : MutantResult.Status.KILLED);
        assertThat(result.killedBy())
                .isEqualTo(failing.stream()
                        .map(RecordedDecision::test)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList());
        Suggestion suggestion = result.suggestion();
        if (result.status() != MutantResult.Status.SURVIVED) {
            assertThat(suggestion).isNull();
            return;
        }
        Optional<Suggestion> shared = mutated.stream()
                .flatMap(state -> suggested.stream().filter(state::isKilledBy))
                .findFirst();
        assertThat(suggestion).isNotNull().isEqualTo(shared.orElse(suggestion));
        assertThat(mutated).anyMatch(state -> state.isKilledBy(Objects.requireNonNull(suggestion)));
    }

    /** A rule in a state of the policy. */
    private record Applied(PlainPolicy state, RbacRule rule) {

        boolean isBound() {
            return state.policy().bindings().stream()
                    .filter(binding -> !binding.subjects().isEmpty())
                    .flatMap(binding -> state.policy().role(binding.roleRef()).stream())
                    .flatMap(role -> role.rules().stream())
                    .anyMatch(this::isIt);
        }

        private boolean isIt(RbacRule other) {
            return other.id().equals(rule.id());
        }

        /** For each request that a permission allows somebody, whether it is this rule that does, or another one. */
        Stream<Set<Boolean>> allowing(int index) {
            Set<UserInfo> users = state.users(state.policy());
            return state.questions(Permission.of(rule).get(index).asRule(), state.policy())
                    .flatMap(question -> users.stream()
                            .map(user -> state.policy().decide(user, question).grants()))
                    .map(grants ->
                            grants.stream().map(grant -> isIt(grant.rule())).collect(Collectors.toSet()))
                    .filter(grants -> grants.contains(true));
        }
    }

    /** A request that was allowed, as the policy says, and a rule and binding by which it was. */
    private record Use(RecordedDecision recorded, Grant grant) {

        /**
         * Whether it needed a permission of a rule, by its place: a name written as a placeholder differs each time.
         */
        boolean isOf(PolicyPlace rule, int permission) {
            return grant.rule().origin() != null
                    && PolicyPlace.of(grant.rule()).equals(rule)
                    && Permission.of(grant.rule()).get(permission).allows(recorded.request());
        }
    }

    private static List<Use> uses(List<PlainPolicy> states) {
        return states.stream()
                .flatMap(state -> state.decisions().stream()
                        .filter(recorded -> recorded.allowed() && state.explains(recorded))
                        .filter(recorded -> !recorded.user().isMaster())
                        .flatMap(
                                recorded -> state.policy().decide(recorded.user(), recorded.request()).grants().stream()
                                        .map(grant -> new Use(recorded, grant))))
                .toList();
    }

    /** Each rule and each binding once, in whatever namespaces it was applied. */
    @ParameterizedTest(name = "repeat with -Dtest.seed={0}")
    @MethodSource("seeds")
    void what_allowed_anything_is_covered_and_what_nobody_needs_is_redundant(long seed) {
        RunRecord runRecord = record(seed);
        Map<PolicyPlace, List<Applied>> rules = new LinkedHashMap<>();
        Map<Origin, RbacBinding> bindings = new LinkedHashMap<>();
        List<PlainPolicy> states = PlainPolicy.of(runRecord);
        for (PlainPolicy state : states) {
            state.policy().roles().stream()
                    .flatMap(role -> role.rules().stream()
                            .filter(rule ->
                                    rule.origin() != null && rule.id().role().equals(role.id())))
                    .forEach(rule -> rules.computeIfAbsent(PolicyPlace.of(rule), place -> new ArrayList<>())
                            .add(new Applied(state, rule)));
            state.policy().bindings().stream()
                    .filter(binding -> binding.origin() != null)
                    .forEach(binding -> bindings.putIfAbsent(binding.origin(), binding));
        }
        List<Use> uses = uses(states);
        assertThat(RunAnalysis.of(runRecord).coverage())
                .isEqualTo(new Coverage(
                        rules.values().stream()
                                .map(applied -> coverage(applied, uses, runRecord))
                                .toList(),
                        bindings.values().stream()
                                .map(binding -> coverage(binding, uses, runRecord))
                                .toList()));
    }

    private static RuleCoverage coverage(List<Applied> applied, List<Use> uses, RunRecord runRecord) {
        RbacRule written = runRecord.namespaces().written(applied.get(0).rule());
        List<Permission> permissions = Permission.of(written);
        return new RuleCoverage(
                written,
                IntStream.range(0, permissions.size())
                        .mapToObj(index -> coverage(permissions.get(index), index, applied, uses))
                        .toList(),
                applied.stream().anyMatch(Applied::isBound));
    }

    private static PermissionCoverage coverage(Permission written, int index, List<Applied> applied, List<Use> uses) {
        PlainPolicy any = applied.get(0).state();
        PolicyPlace place = PolicyPlace.of(applied.get(0).rule());
        List<RecordedDecision> used = uses.stream()
                .filter(use -> use.isOf(place, index))
                .map(Use::recorded)
                .toList();
        List<Set<Boolean>> allowing =
                applied.stream().flatMap(each -> each.allowing(index)).toList();
        return new PermissionCoverage(
                written,
                any.questions(written.asRule(), any.policy()).findAny().isPresent(),
                !used.isEmpty(),
                used.stream()
                        .map(RecordedDecision::test)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList(),
                !allowing.isEmpty() && allowing.stream().allMatch(grants -> grants.contains(false)));
    }

    private static BindingCoverage coverage(RbacBinding binding, List<Use> uses, RunRecord runRecord) {
        Set<Integer> used = uses.stream()
                .map(Use::grant)
                .filter(grant -> Objects.equals(grant.binding().origin(), binding.origin()))
                .flatMap(grant -> grant.subjects().stream().map(grant.binding().subjects()::indexOf))
                .collect(Collectors.toSet());
        List<Subject> subjects = runRecord.namespaces().written(binding).subjects();
        return new BindingCoverage(
                runRecord.namespaces().written(binding),
                !used.isEmpty(),
                subjects.stream()
                        .filter(subject -> !used.contains(subjects.indexOf(subject)))
                        .toList());
    }
}
