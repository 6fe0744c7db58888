// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.NearMiss.Difference;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a policy finds by its index is what it would find if it looked at everything, in the same order. */
@RunsOnce
class IndexedPolicyTest {

    private static final int ROUNDS = 10;
    private static final int QUESTIONS = 50;

    @Test
    void a_policy_finds_by_its_index_what_it_would_find_by_looking_at_all() {
        Seed seed = Seed.ofRun();
        Choice choice = new Choice(new Random(seed.value()));
        for (int round = 0; round < ROUNDS; round++) {
            Vocabulary words = new Vocabulary("r" + round + "-");
            RbacPolicy policy = RbacPolicy.of(new RandomPolicy(words, choice).objects());
            for (Question question : new RandomQuestions(words, choice).questions(QUESTIONS)) {
                assertThat(policy.bindingsFor(question.user()))
                        .as("%s, %s", seed, question)
                        .isEqualTo(scanned(policy, question.user()));
                assertThat(policy.allows(question.user(), question.request()))
                        .as("%s, %s", seed, question)
                        .isEqualTo(policy.decide(question.user(), question.request())
                                .isAllowed());
                List<NearMiss> missed = missed(policy, question);
                List<NearMiss> found = policy.nearMisses(question.user(), question.request());
                assertThat(found.size()).as("%s, %s", seed, question).isEqualTo(missed.size());
                assertThat(new HashSet<>(found)).as("%s, %s", seed, question).isEqualTo(new HashSet<>(missed));
            }
        }
    }

    /** Without their order among equally near ones, which is that of the policy. */
    private static List<NearMiss> missed(RbacPolicy policy, Question question) {
        boolean path = question.request() instanceof NonResourceAttributes;
        List<NearMiss> misses = new ArrayList<>();
        for (RbacBinding binding : policy.bindings()) {
            policy.role(binding.roleRef())
                    .ifPresent(role -> role.rules().stream()
                            .filter(rule -> !(path ? rule.nonResourceUrls() : rule.resources()).isEmpty())
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
                                if (!differences.isEmpty()) {
                                    misses.add(new NearMiss(binding, role, rule, differences));
                                }
                            }));
        }
        return misses;
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
}
