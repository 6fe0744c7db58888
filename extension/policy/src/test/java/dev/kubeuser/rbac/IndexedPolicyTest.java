// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.rbac.NearMiss.Difference;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.Seed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a policy finds by its index is what it would find if it looked at everything, in the same order. */
class IndexedPolicyTest {

    private static final int ROUNDS = 10;
    private static final int QUESTIONS = 50;
    private static final int POLICIES = 2_000;
    private static final List<String> LABELS = List.of("one", "two", "three", "");
    private static final List<String> RULES = List.of("get pods", "list pods", "watch pods");

    private final Seed seed = Seed.ofRun();
    private final Choice choice = new Choice(new Random(seed.value()));

    @Test
    void a_policy_finds_by_its_index_what_it_would_find_by_looking_at_all() {
        for (int round = 0; round < ROUNDS; round++) {
            Vocabulary words = new Vocabulary("r" + round + "-");
            RbacPolicy policy = RbacPolicy.of(new RandomPolicy(words, choice).objects());
            for (Question question : new RandomQuestions(words, choice).questions(QUESTIONS)) {
                String what = seed + ", " + question;
                Decision decision = policy.decide(question.user(), question.request());
                assertThat(policy.bindingsFor(question.user())).as(what).isEqualTo(scanned(policy, question.user()));
                assertThat(policy.allows(question.user(), question.request()))
                        .as(what)
                        .isEqualTo(decision.isAllowed());
                List<NearMiss> rules = rulesOfKind(policy, question);
                List<NearMiss> missed = rules.stream()
                        .filter(rule -> !rule.differences().isEmpty())
                        .toList();
                assertThat(policy.nearMisses(question.user(), question.request()))
                        .as(what)
                        .containsExactlyInAnyOrderElementsOf(missed);
                assertThat(decision.grants()).as(what).hasSize(rules.size() - missed.size());
            }
        }
    }

    /**
     * Rules for paths or for resources, with how they differ from a request; the order of equally near ones is open.
     */
    private static List<NearMiss> rulesOfKind(RbacPolicy policy, Question question) {
        boolean path = question.request() instanceof NonResourceAttributes;
        List<NearMiss> rules = new ArrayList<>();
        for (RbacBinding binding : policy.bindings()) {
            policy.role(binding.roleRef())
                    .ifPresent(role -> role.rules().stream()
                            .filter(rule -> path == rule.resources().isEmpty())
                            .forEach(rule -> {
                                Set<Difference> differences = EnumSet.noneOf(Difference.class);
                                differences.addAll(rule.differences(question.request()));
                                if (!binding.id().isClusterWide()
                                        && !binding.id()
                                                .namespace()
                                                .equals(question.request().namespace())) {
                                    differences.add(Difference.NAMESPACE);
                                }
                                if (binding.subjectsFor(question.user()).isEmpty()) {
                                    differences.add(Difference.SUBJECT);
                                }
                                rules.add(new NearMiss(binding, role, rule, differences));
                            }));
        }
        return rules;
    }

    private static List<AppliedBinding> scanned(RbacPolicy policy, UserInfo user) {
        return policy.bindings().stream()
                .map(binding -> new AppliedBinding(
                        binding,
                        binding.subjectsFor(user),
                        policy.role(binding.roleRef()).orElse(null)))
                .filter(applied -> !applied.subjects().isEmpty())
                .toList();
    }

    @Test
    void roles_that_a_change_reaches_by_aggregation_are_those_that_differ_in_a_policy_that_is_built_again() {
        int aggregated = 0;
        for (int number = 0; number < POLICIES; number++) {
            RbacPolicyBuilder before = clusterRoles(8);
            RbacPolicyBuilder changes = clusterRoles(2);
            RbacPolicy policy = before.build();
            RbacPolicyBuilder after = before.copy();
            changes.roles().forEach(after.roles()::put);
            changes.roles().keySet().stream()
                    .filter(id -> !changes.selectors().containsKey(id))
                    .forEach(after.selectors()::remove);
            after.selectors().putAll(changes.selectors());
            List<RbacRole> expected = after.build().roles().stream()
                    .filter(role -> !policy.roles().contains(role))
                    .toList();
            assertThat(policy.rolesChangedBy(changes))
                    .as("%s, policy %d", seed, number)
                    .containsExactlyInAnyOrderElementsOf(expected);
            aggregated += expected.size() > changes.roles().size() ? 1 : 0;
        }
        assertThat(aggregated).as("changes that reach others").isGreaterThan(POLICIES / 10);
    }

    /** Each in a file of its own, for of those of one name the last one counts. */
    private RbacPolicyBuilder clusterRoles(int most) {
        RbacPolicyBuilder builder = RbacPolicy.builder();
        choice.times(1 + choice.random().nextInt(most), this::clusterRole)
                .forEach(role -> builder.addAll(RbacYaml.parse(role.yaml())));
        return builder;
    }

    /** Some aggregate others with a label, also those without rules, and some each other. */
    private Policy clusterRole() {
        String label = choice.one(LABELS);
        Policy policy = label.isEmpty() ? new Policy() : new Policy().labels("part: " + label);
        String name = "role-" + choice.random().nextInt(8);
        String[] rules = choice.oneIn(3) ? new String[0] : new String[] {choice.one(RULES)};
        return choice.oneIn(3)
                ? policy.aggregate(name, choice.oneIn(10) ? "{}" : "part: " + choice.one(LABELS), rules)
                : policy.clusterRole(name, rules);
    }
}
