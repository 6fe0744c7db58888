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
import dev.kubeuser.lint.internal.AggregatedRule;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.internal.Risks;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PublishedPolicies;
import dev.kubeuser.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The evaluator decides as the API server does, and what whoever is bound to {@code view}, {@code edit} or
 * {@code admin} gains by ClusterRoles is what the API server allows then and did not allow before. On a cluster of its
 * own, where nobody else writes policies.
 */
@KubeCluster(dedicated = true)
@InTurn
@RunsOn(value = EMBEDDED, because = "it asks 15,000 questions, and the API server is the same on each kind")
@Order(1) // takes longest
class AgainstApiServerTest {

    private static final int ROUNDS = 4;
    private static final int QUESTIONS = 1_200;

    /** Of the questions that a published policy does not allow, one in so many is asked: they are tens of thousands. */
    private static final int SHARE_OF_DENIED = 7;

    /** Each has what the ones before it have. */
    private static final List<String> AGGREGATING = List.of("view", "edit", "admin");

    private static final List<String> VERBS = List.of("get", "list", "create", "update", "delete", "escalate", "bind");
    private static final List<String> RESOURCES = List.of(
            "pods",
            "secrets",
            "configmaps",
            "nodes",
            "deployments.apps",
            "roles.rbac.authorization.k8s.io",
            "widgets.example.com",
            "gadgets.example.com");

    private final Seed seed = Seed.ofRun();
    private final Choice choice = new Choice(new Random(seed.value()));

    @Test
    void random_policies(@KubeAdmin KubeAccess admin) {
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

    @Test
    void random_cluster_roles_that_others_aggregate(@KubeAdmin KubeAccess admin) {
        ClusterWithPolicy cluster = new ClusterWithPolicy(admin);
        Policy bindings = new Policy();
        AGGREGATING.forEach(role -> bindings.clusterBinding("holder-of-" + role, role, "user " + role));
        cluster.add(RbacYaml.parse(bindings.yaml()));
        List<Question> questions = AGGREGATING.stream()
                .flatMap(role -> requests().map(request -> new Question(UserInfo.exactly(role), request)))
                .toList();
        Set<Question> before = cluster.reviews().allowed(questions);

        Policy added = new Policy();
        for (int index = 0; index < 12; index++) {
            String rule = String.join(",", choice.some(3, VERBS)) + " " + String.join(",", choice.some(2, RESOURCES));
            if (choice.oneIn(6)) {
                added.clusterRole("not-aggregated-" + index, rule);
            } else {
                String label = "rbac.authorization.k8s.io/aggregate-to-" + choice.one(AGGREGATING) + ": true";
                added.labelled("aggregated-" + index, label, rule);
            }
        }
        cluster.add(RbacYaml.parse(added.yaml()));
        Set<Question> after = cluster.reviews().allowed(questions);

        EffectivePolicy policy = EffectivePolicy.of(added.manifests());
        List<AggregatedRule> rules = AggregatedRule.in(policy.rbac(), policy.written());
        assertThat(questions)
                .as("%s, whether they were gained", seed)
                .filteredOn(question -> !before.contains(question))
                .filteredOn(question -> after.contains(question) != gains(question, rules))
                .isEmpty();
        assertThat(after).as(seed.toString()).isNotEqualTo(before);
        assertThat(rules)
                .as(seed.toString())
                .allMatch(rule -> rule.rule().id().role().name().startsWith("aggregated-"));
    }

    /** A request that names no object has it, and is then for all of them. */
    @Test
    void an_empty_name_in_a_rule_is_all_objects(@KubeAdmin KubeAccess admin) {
        ClusterWithPolicy cluster = new ClusterWithPolicy(admin);
        RbacPolicy policy = cluster.add(RbacYaml.parse(new Policy()
                .clusterRole(
                        "empty-name",
                        "{apiGroups: [''], resources: [secrets], resourceNames: ['', db],"
                                + " verbs: [list, watch, create, deletecollection]}")
                .to("user eve")
                .yaml()));
        UserInfo eve = UserInfo.exactly("eve");
        List<Question> questions = Stream.of("list", "watch", "create", "deletecollection", "get")
                .map(verb -> new Question(eve, ResourceAttributes.of(verb, "", "secrets")))
                .toList();
        assertThat(cluster.reviews().allowed(questions)).containsExactlyInAnyOrderElementsOf(questions.subList(0, 4));
        assertThat(Risks.in(policy).of(eve)).extracting(RiskFinding::risk).containsExactly(Risk.SECRETS_READ);
    }

    private static Stream<RequestAttributes> requests() {
        return RESOURCES.stream()
                .map(ResourceName::parse)
                .flatMap(resource -> VERBS.stream().map(verb -> resource.request(verb, "default")));
    }

    private static boolean gains(Question question, List<AggregatedRule> rules) {
        int holder = AGGREGATING.indexOf(question.user().name());
        return rules.stream()
                .filter(rule -> AGGREGATING.indexOf(rule.into().name()) <= holder)
                .anyMatch(rule -> rule.rule().requests().contains(question.request()));
    }
}
