package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.AccessQuery.delete;
import static dev.kubeuser.assertion.AccessQuery.get;
import static dev.kubeuser.assertion.AccessQuery.list;
import static dev.kubeuser.assertion.AccessQuery.update;
import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.ReviewedSubject;
import dev.kubeuser.cluster.Cluster;
import org.junit.jupiter.api.Test;

/** The policy of a team, as it is deployed: do its members get what they need, and nothing else? */
@KubeManifests("policies/")
@KubeUser(value = "alice", groups = "developers")
@KubeUser(value = "erin", groups = "sre")
@KubeUser(value = "audrey", groups = "auditors")
class TeamPolicyTest {

    @Test
    void developers_see_pods_of_their_namespace_only(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice).can(list("pods").in("dev")).grantedBy("RoleBinding dev/developers");
        assertThat(alice).cannot(list("pods").in("ci"));
    }

    @Test
    void nobody_but_sre_reads_secrets(
            @KubeUser("alice") KubeAccess alice,
            @KubeUser("audrey") KubeAccess audrey,
            @KubeUser("erin") KubeAccess erin) {
        assertThat(alice).cannot(get("secrets").in("dev"));
        assertThat(audrey).cannot(get("secrets").in("dev"));
        assertThat(erin).can(get("secrets").in("dev")).through("Group sre");
    }

    @Test
    void sre_reads_metrics_but_changes_no_workload(@KubeUser("erin") KubeAccess erin) {
        assertThat(erin.get("/metrics")).isOk();
        assertThat(erin).cannot(delete("deployments.apps").named("shop").in("dev"));
    }

    @Test
    void auditors_see_who_may_do_what(@KubeUser("audrey") KubeAccess audrey) {
        assertThat(audrey.get("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"))
                .isOk()
                .hasBodyContaining("\"auditors-rbac\"");
    }

    @Test
    void the_pipeline_deploys_into_dev_and_cannot_widen_its_rights(Cluster cluster) {
        assertThat(ReviewedSubject.of(cluster, "serviceaccount:ci/deployer"))
                .can(update("deployments.apps").in("dev"))
                .cannot(get("secrets").in("dev"))
                .cannot(update("rolebindings.rbac.authorization.k8s.io").in("dev"));
    }
}
