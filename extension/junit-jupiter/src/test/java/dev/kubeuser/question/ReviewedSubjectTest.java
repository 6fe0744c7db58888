// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeUser;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody may do whose credential nobody has. */
@KubeUser("reviewer")
class ReviewedSubjectTest {

    @RegisterExtension
    static final PolicyInForce POLICY = new Policy()
            .clusterRole("reviewed", "list podtemplates")
            .to("group reviewed-group", "account reviewed/robot")
            .inForce("the policy of ReviewedSubjectTest");

    private static final AccessQuery LIST = list("podtemplates").inAllNamespaces();

    @Test
    void is_a_group_a_service_account_or_a_user(Cluster cluster) {
        assertThat(ReviewedSubject.of(cluster, "group:reviewed-group"))
                .can(LIST)
                .grantedBy("ClusterRoleBinding reviewed")
                .through("Group reviewed-group")
                .can(get("/api"));
        assertThat(ReviewedSubject.of(cluster, "serviceaccount:reviewed/robot"))
                .can(LIST)
                .through("ServiceAccount reviewed/robot");
        assertThat(ReviewedSubject.of(cluster, "user:reviewed-user"))
                .cannot(LIST)
                .can(get("/api"));
        assertThat(ReviewedSubject.of(cluster, "group:system:unauthenticated")).cannot(get("/api"));
    }

    @Test
    void should_fail_like_users(Cluster cluster) {
        assertFails(
                () -> assertThat(ReviewedSubject.of(cluster, "group:reviewed-group"))
                        .cannot(LIST),
                """

                        Expecting any user [reviewed-group, system:authenticated]
                        not to be allowed to list podtemplates in all namespaces
                        but the API server said yes: RBAC: allowed by ClusterRoleBinding "reviewed" of ClusterRole "reviewed" to Group "reviewed-group"
                        Allowed by:
                          rule 1 of ClusterRole reviewed (the policy of ReviewedSubjectTest:5): {apiGroups: [""], resources: [podtemplates], verbs: [list]}
                            through ClusterRoleBinding reviewed (the policy of ReviewedSubjectTest:7) to Group reviewed-group""");
    }

    @Test
    void advice_names_the_group(Cluster cluster) {
        assertFails(() -> assertThat(ReviewedSubject.of(cluster, "group:reviewed-others"))
                        .can(LIST))
                .hasMessageContaining(" to Group reviewed-others: add a ClusterRoleBinding");
    }
}
