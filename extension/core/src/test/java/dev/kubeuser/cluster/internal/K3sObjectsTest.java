// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import static dev.kubeuser.rbac.ClientObjects.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nobody hides a right behind a name that k3s uses. */
class K3sObjectsTest {

    private static final String NAME = "system:k3s-controller";

    private static V1ClusterRole role() {
        return new V1ClusterRole()
                .metadata(new V1ObjectMeta()
                        .name(NAME)
                        .labels(Map.of("objectset.rio.cattle.io/hash", "1"))
                        .annotations(Map.of(
                                "objectset.rio.cattle.io/id", "",
                                "objectset.rio.cattle.io/owner-gvk", "k3s.cattle.io/v1, Kind=Addon",
                                "objectset.rio.cattle.io/owner-name", "rolebindings",
                                "objectset.rio.cattle.io/owner-namespace", "kube-system")));
    }

    private static V1ClusterRoleBinding binding(String name, String role, String... users) {
        return new V1ClusterRoleBinding()
                .metadata(new V1ObjectMeta().name(name))
                .roleRef(new V1RoleRef().kind("ClusterRole").name(role))
                .subjects(Stream.of(users).map(K3sObjectsTest::user).toList());
    }

    private static RbacV1Subject user(String name) {
        return new RbacV1Subject().kind("User").name(name);
    }

    private static V1ClusterRoleBinding own() {
        return binding(NAME, NAME, NAME);
    }

    private static V1ClusterRoleBinding ownOfApiserver() {
        return binding("kube-apiserver-kubelet-admin", "system:kubelet-api-admin", "kube-apiserver");
    }

    private static List<JsonObject> without(List<? extends KubernetesObject> policy) {
        return K3sObjects.without(json(policy));
    }

    @Test
    void own_objects_are_left_out() {
        assertThat(without(List.of(role(), own(), ownOfApiserver()))).isEmpty();
    }

    @Test
    void a_binding_that_gives_somebody_else_something_is_kept() {
        for (V1ClusterRoleBinding binding : List.of(
                binding(NAME, NAME, "mallory"),
                binding(NAME, NAME, NAME, "mallory"),
                binding(NAME, "cluster-admin", NAME),
                binding("other", NAME, NAME),
                binding("kube-apiserver-kubelet-admin", "system:kubelet-api-admin", NAME),
                own().subjects(List.of(user(NAME).kind("Group"))),
                own().subjects(null),
                own().roleRef(new V1RoleRef().kind("Role").name(NAME)))) {
            assertThat(without(List.of(binding))).containsExactly(json(binding));
        }
    }

    @Test
    void a_role_that_somebody_else_may_have_is_kept() {
        V1RoleBinding inNamespace = new V1RoleBinding()
                .metadata(new V1ObjectMeta().name("other").namespace("default"))
                .roleRef(new V1RoleRef().kind("ClusterRole").name(NAME))
                .subjects(List.of(user("mallory")));
        for (KubernetesObject other : List.of(binding("other", NAME, "mallory"), inNamespace)) {
            List<KubernetesObject> all = new ArrayList<>(List.of(role(), own(), other));
            assertThat(without(all)).containsExactly(json(role()), json(other));
        }
    }

    @Test
    void a_role_that_k3s_has_not_marked_or_that_others_aggregate_is_kept() {
        V1ClusterRole unmarked = role();
        unmarked.getMetadata().setAnnotations(null);
        V1ClusterRole aggregated = role();
        aggregated.getMetadata().setLabels(Map.of("rbac.authorization.k8s.io/aggregate-to-view", "true"));
        V1ClusterRole named = role();
        named.getMetadata().setName("other");
        for (V1ClusterRole role : List.of(unmarked, aggregated, named)) {
            assertThat(without(List.of(role))).containsExactly(json(role));
        }
    }

    @Test
    void resources_are_known_by_group_and_name() {
        assertThat(K3sObjects.hasResource("k3s.cattle.io", "addons")).isTrue();
        assertThat(K3sObjects.hasResource("helm.cattle.io", "helmcharts")).isTrue();
        assertThat(K3sObjects.hasResource("k3s.cattle.io", "helmcharts")).isFalse();
        assertThat(K3sObjects.hasResource("", "addons")).isFalse();
    }
}
