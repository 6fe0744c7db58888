// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.lint.internal.AggregatedRule;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.Seed;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What whoever is bound to {@code view}, {@code edit} or {@code admin} gains by the ClusterRoles of a policy is what
 * the API server allows then and did not allow before. On a cluster of its own, where nobody else writes ClusterRoles.
 */
@KubeCluster(dedicated = true)
@InTurn
@RunsOn(value = EMBEDDED, because = "aggregation is the same on each kind")
class AggregatedRulesAgainstApiServerTest {

    /** Each has what the ones before it have. */
    private static final List<String> ROLES = List.of("view", "edit", "admin");

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
    void random_cluster_roles(@KubeAdmin KubeAccess admin) {
        ClusterWithPolicy cluster = new ClusterWithPolicy(admin);
        Policy bindings = new Policy();
        ROLES.forEach(role -> bindings.clusterBinding("holder-of-" + role, role, "user " + role));
        cluster.add(RbacYaml.parse(bindings.yaml()));
        List<Question> questions = questions();
        List<Boolean> before = allowed(questions, cluster);

        Policy added = new Policy();
        for (int index = 0; index < 12; index++) {
            String rule = String.join(",", choice.some(3, VERBS)) + " " + String.join(",", choice.some(2, RESOURCES));
            if (choice.oneIn(6)) {
                added.clusterRole("not-aggregated-" + index, rule);
            } else {
                String label = "rbac.authorization.k8s.io/aggregate-to-" + choice.one(ROLES) + ": true";
                added.labelled("aggregated-" + index, label, rule);
            }
        }
        cluster.add(RbacYaml.parse(added.yaml()));
        List<Boolean> after = allowed(questions, cluster);

        EffectivePolicy policy = EffectivePolicy.of(added.manifests());
        List<AggregatedRule> rules = AggregatedRule.in(policy.rbac(), policy.written());
        List<String> wrong = new ArrayList<>();
        for (int index = 0; index < questions.size(); index++) {
            Question question = questions.get(index);
            boolean isGained = after.get(index) && !before.get(index);
            if (isGained != (!before.get(index) && gains(question, rules))) {
                wrong.add(question + " was " + (isGained ? "" : "not ") + "gained");
            }
        }
        assertThat(wrong).as(seed.toString()).isEmpty();
        assertThat(after).as(seed.toString()).isNotEqualTo(before);
        assertThat(rules)
                .as(seed.toString())
                .allMatch(rule -> rule.rule().id().role().name().startsWith("aggregated-"));
    }

    private static List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        for (String role : ROLES) {
            for (String resource : RESOURCES) {
                String[] nameAndGroup = (resource + ".").split("[.]", 2);
                String group = nameAndGroup[1].replaceAll("[.]$", "");
                for (String verb : VERBS) {
                    questions.add(new Question(
                            UserInfo.exactly(role),
                            ResourceAttributes.of(verb, group, nameAndGroup[0]).in("default")));
                }
            }
        }
        return questions;
    }

    private static List<Boolean> allowed(List<Question> questions, ClusterWithPolicy cluster) {
        Iterator<Answer> answers = cluster.reviews().ask(questions).iterator();
        return questions.stream().map(question -> answers.next().allowed()).toList();
    }

    private static boolean gains(Question question, List<AggregatedRule> rules) {
        RequestAttributes request = question.request();
        int holder = ROLES.indexOf(question.user().name());
        return rules.stream()
                .filter(rule -> ROLES.indexOf(rule.into().name()) <= holder)
                .anyMatch(rule -> rule.rule().requests().contains(request));
    }
}
