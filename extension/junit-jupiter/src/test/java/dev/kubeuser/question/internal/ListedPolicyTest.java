// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.testkit.Policy;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A known policy is that of the cluster now, whoever has written to it. */
class ListedPolicyTest {

    private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";

    /** Unique, for all tests share a cluster. */
    private final String name = "known-" + UUID.randomUUID();

    private final RoleReference role = RoleReference.parse("Role default/" + name);

    @KubeAdmin
    private KubeAccess admin;

    private RbacPolicy policy() {
        return ListedPolicy.of(ManagedCluster.of(admin.cluster())).now();
    }

    @AfterEach
    void remove() {
        admin.request("DELETE", ROLES + "/" + name, null);
    }

    private void write(String method, String path, String verb) {
        int code = admin.request(method, path, """
                        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "%s"},
                         "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["%s"]}]}
                        """.formatted(name, verb)).code();
        assertThat(code).isIn(200, 201);
    }

    @Test
    void what_others_write_is_seen_at_once() {
        for (int round = 0; round < 10; round++) {
            assertThat(policy().role(role)).as("round %d, before", round).isEmpty();
            write("POST", ROLES, "get");
            assertThat(verbs()).as("round %d, created", round).contains("[get]");
            write("PUT", ROLES + "/" + name, "list");
            assertThat(verbs()).as("round %d, changed", round).contains("[list]");
            admin.request("DELETE", ROLES + "/" + name, null);
            assertThat(policy().role(role)).as("round %d, deleted", round).isEmpty();
        }
    }

    private Optional<String> verbs() {
        return policy().role(role).map(found -> found.rules().get(0).verbs().toString());
    }

    @Test
    void manifest_of_what_exists_is_told_from_then_on() {
        write("POST", ROLES, "get");
        assertThat(origin()).isEmpty();

        Manifests manifests = new Policy().role("default/" + name, "get pods").manifests("known.yaml");
        try (AppliedManifests applied = AppliedManifests.apply(manifests, admin)) {
            assertThat(applied.objects()).hasSize(1);
            assertThat(origin()).contains("known.yaml:5");
        }
        assertThat(origin()).isEmpty();
    }

    private Optional<String> origin() {
        return policy().role(role)
                .map(RbacRole::rules)
                .map(rules -> rules.get(0).origin())
                .map(Object::toString);
    }
}
