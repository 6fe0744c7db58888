// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.testkit.PolicyInForce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever writes the policy writes no lines of the console. */
@KubeUser("harry")
class HostileNamesTest {

    private static final String POLICY = """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
             "metadata": {"name": "hostile\\n::error ::role"},
             "rules": [{"apiGroups": [""], "resources": ["configmaps", "x\\n::error ::rule\\u202e"], "verbs": ["get"]}]}
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
             "metadata": {"name": "hostile\\n::error ::binding"},
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "hostile\\n::error ::role"},
             "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "harry"},
                          {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "a\\n::error ::group"}]}
            """;

    @RegisterExtension
    static final PolicyInForce IN_FORCE = new PolicyInForce("the policy of HostileNamesTest", POLICY);

    @Test
    void a_failure_that_names_the_grant(KubeAccess harry) {
        assertFails(() -> assertThat(harry).cannot(get("configmaps").in("default")))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains(
                                "ClusterRole hostile\\n::error ::role",
                                "ClusterRoleBinding hostile\\n::error ::binding")
                        .doesNotContainPattern("(?m)^\\s*::error")
                        .doesNotContain("\u202e"));
    }

    @Test
    void a_failure_that_names_the_nearest_rules(KubeAccess harry) {
        assertFails(() -> assertThat(harry).can(get("secrets").in("default")))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains("hostile\\n::error ::role")
                        .doesNotContainPattern("(?m)^\\s*::error")
                        .doesNotContain("\u202e"));
    }
}
