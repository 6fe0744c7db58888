package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.review.AccessReviewException;
import dev.kubeuser.review.ClusterPolicy;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of what a policy is made. */
class RbacPolicyTest {

    private static final String GATHERING = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: all}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {part: "yes"}}]}
            rules:
            - {apiGroups: [""], resources: [pods], verbs: [get]}
            - {apiGroups: [""], resources: [nodes], verbs: [get]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: part, labels: {part: "yes"}}
            rules:
            - {apiGroups: [""], resources: [pods], verbs: [get]}
            - {apiGroups: [""], resources: [secrets], verbs: [get]}
            """;

    @Test
    void an_object_replaces_an_earlier_one_of_its_name() {
        RbacPolicy policy = RbacPolicy.builder()
                .addAll(RbacYaml.parse(GATHERING))
                .add(new V1ClusterRole().metadata(new V1ObjectMeta().name("all")))
                .build();
        assertThat(policy.roles()).hasSize(2);
        assertThat(policy.role(RoleReference.clusterRole("all")).orElseThrow().rules())
                .isEmpty();
    }

    @Test
    void a_role_knows_where_it_and_its_rules_were_written() {
        V1Role readers = new V1Role()
                .metadata(new V1ObjectMeta().name("readers").namespace("dev"))
                .rules(List.of(new V1PolicyRule().verbs(List.of("get"))));
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
    void rules_are_computed_from_the_members_and_keep_their_place() {
        assertThat(rulesOfAll(RbacPolicyBuilder.Aggregation.COMPUTED))
                .containsExactly("ClusterRole part rules[0]", "ClusterRole part rules[1]");
    }

    @Test
    void rules_as_written_are_those_of_the_members_where_they_say_the_same() {
        assertThat(rulesOfAll(RbacPolicyBuilder.Aggregation.WRITTEN))
                .containsExactly("ClusterRole part rules[0]", "ClusterRole all rules[1]");
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
    void a_role_without_namespace_is_an_error() {
        assertThatThrownBy(() -> RbacPolicy.of(List.of(new V1Role().metadata(new V1ObjectMeta().name("readers")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("the Role readers has no metadata.namespace", "give it one");
        assertThatThrownBy(() -> RbacPolicy.of(List.of(new V1ClusterRole())))
                .hasMessageContaining("a ClusterRole has no metadata.name");
    }

    @Test
    void the_policy_of_a_cluster_names_where_its_aggregated_rules_were_written(@KubeAdmin KubeAccess admin) {
        RbacPolicy policy = ClusterPolicy.read(admin.apiClient());
        assertThat(policy.role(RoleReference.clusterRole("view")).orElseThrow().rules())
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(rule.id().role().name()).isEqualTo("system:aggregate-to-view"));
        assertThat(policy.bindingsFor(UserInfo.user("somebody")))
                .extracting(applied -> applied.binding().id().name())
                .contains("system:basic-user");
    }

    @Test
    void who_may_not_list_cannot_read_the_policy_of_a_cluster(@KubeUser("nosy") KubeAccess nosy) {
        assertThatThrownBy(() -> ClusterPolicy.read(nosy.apiClient()))
                .isInstanceOf(AccessReviewException.class)
                .hasMessageContainingAll("Listing all clusterroles", "403", "\"nosy\" cannot list", "administrator");
    }
}
