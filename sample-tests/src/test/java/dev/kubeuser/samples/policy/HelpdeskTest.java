// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The helpdesk sees what a developer sees of pods, by constrained impersonation. */
@KubeManifests("policies/helpdesk/")
class HelpdeskTest {

    @BeforeAll
    static void since_kubernetes_1_36(@KubeAdmin KubeAccess admin) {
        Assumptions.assumeTrue(
                ServerFeature.CONSTRAINED_IMPERSONATION.isIn(admin.cluster().version()));
    }

    @Test
    void helpdesk_reads_pods_as_a_developer(@KubeUser(value = "hedy", groups = "helpdesk") KubeAccess hedy) {
        UserInfo developer = UserInfo.user("alice", "developers");
        assertThat(hedy)
                .canImpersonate(developer, get("pods/log").in("help"))
                .cannotImpersonate(developer, get("secrets").in("help"))
                .cannotImpersonate(
                        UserInfo.user("root", "admins"), get("pods/log").in("help"))
                .cannotImpersonate(
                        "ServiceAccount help/deployer", get("pods/log").in("help"));
    }
}
