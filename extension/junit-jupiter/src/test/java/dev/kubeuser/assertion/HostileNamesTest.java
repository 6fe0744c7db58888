// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.manifest.Manifests;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

    @AutoClose
    static AppliedManifests policy;

    @BeforeAll
    static void there_is_a_policy(@KubeAdmin KubeAccess admin) {
        policy = AppliedManifests.apply(Manifests.parse("the policy of HostileNamesTest", POLICY), admin);
    }

    @Test
    void a_failure_that_names_the_grant(KubeAccess harry) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(harry).cannot(get("configmaps").in("default")))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains(
                                "ClusterRole hostile\\n::error ::role",
                                "ClusterRoleBinding hostile\\n::error ::binding")
                        .doesNotContainPattern("(?m)^\\s*::error")
                        .doesNotContain("\u202e"));
    }

    @Test
    void a_failure_that_names_the_nearest_rules(KubeAccess harry) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(harry).can(get("secrets").in("default")))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains("hostile\\n::error ::role")
                        .doesNotContainPattern("(?m)^\\s*::error")
                        .doesNotContain("\u202e"));
    }
}
