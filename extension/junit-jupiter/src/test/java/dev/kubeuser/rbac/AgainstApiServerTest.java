// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterDiscovery;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.PublishedPolicies;
import dev.kubeuser.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The evaluator decides as the API server does. On a cluster of its own, where nobody else writes policies. */
@KubeCluster(dedicated = true)
@InTurn
@RunsOn(value = EMBEDDED, because = "it asks 15,000 questions, and the API server is the same on each kind")
@Order(1) // takes longest
class AgainstApiServerTest {

    private static final int ROUNDS = 4;
    private static final int QUESTIONS = 1_200;

    /** Of the questions that a published policy does not allow, one in so many is asked: they are tens of thousands. */
    private static final int SHARE_OF_DENIED = 7;

    @Test
    void random_policies(@KubeAdmin KubeAccess admin) {
        Seed seed = Seed.ofRun();
        Choice choice = new Choice(new Random(seed.value()));
        Tally tally = new Tally();
        ClusterWithPolicy cluster = new ClusterWithPolicy(admin);
        cluster.createNamespaces(Vocabulary.NAMESPACES);
        for (int round = 0; round < ROUNDS; round++) {
            Vocabulary words = new Vocabulary("round" + round);
            RbacPolicy policy = cluster.add(new RandomPolicy(words, choice).objects());
            List<Question> questions = new RandomQuestions(words, choice).questions(QUESTIONS);
            assertNoDifference(questions, policy, cluster, "%s, round %d".formatted(seed, round));
            questions.forEach(question -> tally.add(policy.decide(question.user(), question.request())));
        }
        tally.assertNothingIsMissing();
    }

    @Test
    void published_policies(@KubeAdmin KubeAccess admin) {
        PublishedPolicies.require();
        List<JsonObject> objects = PublishedObjects.objects();
        ClusterWithPolicy cluster = new ClusterWithPolicy(admin);
        cluster.createNamespaces(Set.of("argocd", "monitoring", "myproject"));
        RbacPolicy policy = cluster.add(objects);
        Discovery served = new ClusterDiscovery(ManagedCluster.of(admin.cluster())).get();
        List<Question> questions = new EveryQuestion(RbacPolicy.of(objects), served).questions();
        Predicate<Question> isAllowed = question -> policy.allows(question.user(), question.request());
        List<Question> asked =
                new ArrayList<>(questions.stream().filter(isAllowed).toList());
        assertThat(asked).hasSizeBetween(questions.size() / 20, questions.size() / 2);
        List<Question> denied = questions.stream().filter(isAllowed.negate()).toList();
        for (int index = 0; index < denied.size(); index += SHARE_OF_DENIED) {
            asked.add(denied.get(index));
        }
        assertNoDifference(asked, policy, cluster, "published policies");
    }

    private static void assertNoDifference(
            List<Question> questions, RbacPolicy policy, ClusterWithPolicy cluster, String what) {
        Comparison server = Comparison.ask(questions, cluster.reviews());
        assertThat(server.differences(policy))
                .as("policy of manifests, %s", what)
                .isEmpty();
        assertThat(server.differences(cluster.read()))
                .as("policy read from the cluster, %s", what)
                .isEmpty();
    }
}
