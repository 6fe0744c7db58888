// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.Policy;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of what a policy is made. */
class RbacPolicyTest {

    private static final String GATHERING = new Policy()
            .aggregate("all", "part: yes", "get pods", "get nodes")
            .labelled("part", "part: yes", "get pods", "get secrets")
            .labelled("extra", "part: yes", "get events")
            .yaml();

    @Test
    void an_object_replaces_an_earlier_one_of_its_name() {
        RbacPolicy policy = RbacPolicy.builder()
                .addAll(RbacYaml.parse(GATHERING))
                .add(object(new Policy().clusterRole("all")))
                .build();
        assertThat(policy.roles()).hasSize(3);
        assertThat(policy.role(RoleReference.clusterRole("all")).orElseThrow().rules())
                .isEmpty();
    }

    @Test
    void a_role_knows_where_it_and_its_rules_were_written() {
        JsonObject readers = object(new Policy().role("dev/readers", "get pods"));
        RbacRole role = RbacPolicy.builder()
                .add(readers, path -> Origin.of("roles.yaml" + path, 7))
                .build()
                .roles()
                .iterator()
                .next();
        assertThat(role.origin()).hasToString("roles.yaml:7");
        assertThat(role.rules().get(0).origin()).hasToString("roles.yamlrules[0]:7");
    }

    @Test
    void a_request_names_a_subresource_as_rules_do() {
        ResourceAttributes scale = ResourceAttributes.of("get", "apps", "deployments/scale");

        assertThat(scale).isEqualTo(new ResourceAttributes("get", "apps", "deployments", "scale", "", ""));
        assertThat(scale.resourceInRules()).isEqualTo("deployments/scale");
    }

    @Test
    void a_grant_names_binding_subjects_role_and_rule() {
        Decision decision = RbacPolicy.of(RbacYaml.parse(new Policy()
                        .role("dev/readers", "get configmaps", "get,list pods,pods/log")
                        .binding("dev/developers", "Role readers", "group developers", "user alice")
                        .yaml()))
                .decide(
                        UserInfo.user("alice", "developers"),
                        ResourceAttributes.of("get", "", "pods").in("dev"));
        assertThat(decision.grants()).singleElement().satisfies(grant -> {
            assertThat(grant.binding().id()).hasToString("RoleBinding dev/developers");
            assertThat(grant.subject()).hasToString("Group developers");
            assertThat(grant.subjects()).hasSize(2);
            assertThat(grant.role().id()).hasToString("Role dev/readers");
            assertThat(grant.rule().id()).hasToString("rule 2 of Role dev/readers");
        });
    }

    @Test
    void rules_are_computed_from_the_members_in_the_order_of_the_policy_and_keep_their_place() {
        assertThat(rulesOfAll(RbacPolicyBuilder.Aggregation.COMPUTED))
                .containsExactly(
                        "rule 1 of ClusterRole part", "rule 2 of ClusterRole part", "rule 1 of ClusterRole extra");
    }

    @Test
    void rules_as_written_are_those_of_the_members_where_they_say_the_same() {
        assertThat(rulesOfAll(RbacPolicyBuilder.Aggregation.WRITTEN))
                .containsExactly("rule 1 of ClusterRole part", "rule 2 of ClusterRole all");
    }

    /** Where each aggregating role is tested against each other role, this takes six seconds or more. */
    @Test
    void many_aggregating_roles_take_little_longer_than_others() {
        Policy roles = new Policy();
        for (int number = 0; number < 6_000; number++) {
            String part = "part-of: role-" + number;
            roles.labelled("part-" + number, part, "get pods").aggregate("role-" + number, part);
        }
        RbacPolicyBuilder builder = RbacPolicy.builder().addAll(RbacYaml.parse(roles.yaml()));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        RbacPolicy policy = builder.build();
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - begin)).isLessThan(Duration.ofSeconds(3));
        assertThat(policy.role(RoleReference.clusterRole("role-5999"))
                        .orElseThrow()
                        .rules())
                .hasSize(1);
    }

    private static JsonObject object(Policy policy) {
        return RbacYaml.parse(policy.yaml()).get(0);
    }

    private static List<String> rulesOfAll(RbacPolicyBuilder.Aggregation aggregation) {
        RbacPolicy policy = RbacPolicy.builder()
                .addAll(RbacYaml.parse(GATHERING))
                .aggregation(aggregation)
                .build();
        return policy.role(RoleReference.clusterRole("all")).orElseThrow().rules().stream()
                .map(rule -> rule.id().toString())
                .toList();
    }

    @Test
    void a_role_without_namespace_or_name_is_an_error() {
        JsonObject nameless = JsonParser.parseString("{\"kind\": \"ClusterRole\", \"metadata\": {}}")
                .getAsJsonObject();
        assertThatThrownBy(() -> RbacPolicy.of(
                        RbacYaml.parse(new Policy().role("readers").yaml())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("the Role readers has no metadata.namespace", "give it one");
        assertThatThrownBy(() -> RbacPolicy.of(List.of(nameless)))
                .hasMessageContaining("a ClusterRole has no metadata.name");
    }

    @Test
    void a_binding_without_role_or_with_a_nameless_subject_is_an_error() {
        JsonObject binding = JsonParser.parseString("""
                {"kind": "ClusterRoleBinding", "metadata": {"name": "all"},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole"}}
                """).getAsJsonObject();
        assertThatThrownBy(() -> RbacPolicy.of(List.of(binding)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("its roleRef needs a kind and a name");
    }

    @Test
    void an_unknown_operator_of_a_selector_is_an_error() {
        assertThatThrownBy(() -> RbacPolicy.of(RbacYaml.parse("""
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRole
                        metadata: {name: all}
                        aggregationRule: {clusterRoleSelectors: [{matchExpressions: [{key: part, operator: Like}]}]}
                        """)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"Like\"", "In, NotIn, Exists, DoesNotExist");
    }

    /** A newer Kubernetes may list fields that the library does not know. */
    @Test
    void fields_of_a_newer_Kubernetes_are_passed_over() {
        JsonObject role = JsonParser.parseString("""
                {"kind": "ClusterRole", "metadata": {"name": "readers", "shard": 3}, "scope": {"any": []},
                 "rules": [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods"], "conditions": [{"cel": "true"}]}]}
                """).getAsJsonObject();
        assertThat(RbacPolicy.of(List.of(role)).role(RoleReference.clusterRole("readers")))
                .hasValueSatisfying(read -> assertThat(read.rules())
                        .singleElement()
                        .satisfies(rule -> assertThat(rule.resources()).containsExactly("pods")));
    }
}
