package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a policy finds by its index is what it would find if it looked at everything, in the same order. */
class IndexedPolicyTest {

    private static final int ROUNDS = 20;
    private static final int QUESTIONS = 200;

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
            }
        }
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
