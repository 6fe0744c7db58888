// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.testkit.Patch;
import org.junit.jupiter.api.Test;

/** Nodes: the node authorizer decides about them, and admission restricts what they write. */
@KubeManifests("classpath:workloads/nodes.yaml")
@KubeUser(value = "system:node:worker-a", groups = "system:nodes")
class NodesTest {

    private static final String SECRETS = "/api/v1/namespaces/of-nodes/secrets/";

    @Test
    void node_reads_the_secrets_of_its_pods(@KubeUser("system:node:worker-a") KubeAccess node) {
        assertThat(node)
                .isInGroups("system:nodes")
                .eventually()
                .can(get("secrets").named("mounted").in("of-nodes"))
                .cannot(get("secrets").named("elsewhere").in("of-nodes"));
        assertThat(node.get(SECRETS + "mounted")).isOk();
        assertThat(node.get(SECRETS + "elsewhere")).isForbiddenBy(Refusal.AUTHORIZATION);
    }

    @Test
    void another_node_does_not(
            @KubeUser(value = "system:node:worker-b", groups = "system:nodes") KubeAccess other,
            @KubeUser("system:node:worker-a") KubeAccess node) {
        assertThat(node).eventually().can(get("secrets").named("mounted").in("of-nodes"));
        assertThat(other).cannot(get("secrets").named("mounted").in("of-nodes"));
    }

    @Test
    void failure_names_the_node_authorizer(@KubeUser("system:node:worker-a") KubeAccess node) {
        assertThat(node).eventually().can(get("secrets").named("mounted").in("of-nodes"));
        assertFails(() ->
                        assertThat(node).cannot(get("secrets").named("mounted").in("of-nodes")))
                .hasMessageContaining("The node authorizer allows it: node worker-a needs it.")
                .hasMessageNotContainingAny("RBAC", "No role", "binding");
        assertFails(() -> assertThat(node).can(get("secrets").named("elsewhere").in("of-nodes")))
                .hasMessageContainingAll(
                        "no relationship found between node 'worker-a' and this object",
                        "the node authorizer allows node worker-a its own objects, and what the"
                                + " pods that are bound to it use")
                .hasMessageNotContaining("RBAC");
        assertFails(() -> assertThat(node)
                        .can(get("secrets").named("mounted").in("of-nodes"))
                        .grantedBy("RoleBinding of-nodes/settings"))
                .hasMessageContaining("but the node authorizer allows it, without a binding");
    }

    @Test
    void what_a_binding_allows_a_node_is_the_bindings(@KubeUser("system:node:worker-a") KubeAccess node) {
        assertThat(node).can(get("deployments.apps").in("of-nodes")).grantedBy("RoleBinding of-nodes/settings");
        assertFails(() -> assertThat(node).cannot(get("deployments.apps").in("of-nodes")))
                .hasMessageContainingAll("RBAC: allowed by RoleBinding", "Allowed by:")
                .hasMessageNotContaining("node authorizer");
    }

    @Test
    void what_no_node_needs_takes_a_rule(@KubeUser("system:node:worker-a") KubeAccess node) {
        assertFails(() -> assertThat(node).can(list("deployments.apps").in("of-nodes")))
                .hasMessageContaining("+ verbs: [get, list]")
                .hasMessageNotContaining("node authorizer");
    }

    @Test
    void what_both_allow_is_the_node_authorizers(@KubeUser("system:node:worker-a") KubeAccess node) {
        assertFails(() -> assertThat(node).cannot(get("endpoints").in("of-nodes")))
                .hasMessageContainingAll(
                        "said yes, without a reason",
                        "The node authorizer allows it: node worker-a needs it.",
                        "Roles and bindings would allow it too.");
    }

    @Test
    void user_without_the_group_is_none(@KubeUser(value = "system:node:worker-c") KubeAccess user) {
        assertThat(user).cannot(patch("nodes"));
        assertFails(() -> assertThat(user).can(patch("nodes"))).hasMessageNotContaining("node authorizer");
    }

    @Test
    void admission_restricts_what_a_node_writes(@KubeUser("system:node:worker-a") KubeAccess node) {
        assertThat(node).can(patch("nodes/status").named("worker-b"));
        assertThat(Patch.merge(node, "/api/v1/nodes/worker-b/status", "{\"status\": {\"phase\": \"Running\"}}"))
                .isForbiddenBy(Refusal.ADMISSION)
                .hasMessageContaining("node \"worker-a\" is not allowed to modify node \"worker-b\"");
        assertThat(Patch.merge(
                        node,
                        "/api/v1/nodes/worker-a",
                        "{\"metadata\": {\"labels\": {\"node-restriction.kubernetes.io/team\": \"a\"}}}"))
                .isForbiddenBy(Refusal.ADMISSION);
        assertThat(Patch.merge(
                        node, "/api/v1/nodes/worker-a", "{\"metadata\": {\"labels\": {\"example.com/rack\": \"7\"}}}"))
                .isOk();
    }
}
