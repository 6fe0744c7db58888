package dev.kubeuser.samples.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import io.kubernetes.client.openapi.models.V1SubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SubjectAccessReviewSpec;
import org.junit.jupiter.api.Test;

/** The policy of a team, as it is deployed: do its members get what they need, and nothing else? */
@KubeManifests("policies/")
@KubeUser(value = "alice", groups = "developers")
@KubeUser(value = "erin", groups = "sre")
@KubeUser(value = "audrey", groups = "auditors")
class TeamPolicyTest {

    @Test
    void developers_see_pods_of_their_namespace_only(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice.get("/api/v1/namespaces/dev/pods").code()).isEqualTo(200);
        assertThat(alice.get("/api/v1/namespaces/ci/pods").code()).isEqualTo(403);
    }

    @Test
    void nobody_but_sre_reads_secrets(
            @KubeUser("alice") KubeAccess alice,
            @KubeUser("audrey") KubeAccess audrey,
            @KubeUser("erin") KubeAccess erin) {
        String secrets = "/api/v1/namespaces/dev/secrets";

        assertThat(alice.get(secrets).code()).isEqualTo(403);
        assertThat(audrey.get(secrets).code()).isEqualTo(403);
        assertThat(erin.get(secrets).code()).isEqualTo(200);
    }

    @Test
    void sre_reads_metrics_but_changes_no_workload(@KubeUser("erin") KubeAccess erin) {
        assertThat(erin.get("/metrics").code()).isEqualTo(200);
        assertThat(erin.request("DELETE", "/apis/apps/v1/namespaces/dev/deployments/shop", null)
                        .code())
                .isEqualTo(403);
    }

    @Test
    void auditors_see_who_may_do_what(@KubeUser("audrey") KubeAccess audrey) {
        assertThat(audrey.get("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings")
                        .body())
                .contains("\"auditors-rbac\"");
    }

    @Test
    void the_pipeline_deploys_into_dev_and_cannot_widen_its_rights(@KubeAdmin AuthorizationV1Api reviews)
            throws ApiException {
        assertThat(mayDeployer(reviews, "create", "apps", "deployments")).isTrue();
        assertThat(mayDeployer(reviews, "get", "", "secrets")).isFalse();
        assertThat(mayDeployer(reviews, "create", "rbac.authorization.k8s.io", "rolebindings"))
                .isFalse();
    }

    private static boolean mayDeployer(AuthorizationV1Api reviews, String verb, String group, String resource)
            throws ApiException {
        var question = new V1SubjectAccessReviewSpec()
                .user("system:serviceaccount:ci:deployer")
                .resourceAttributes(new V1ResourceAttributes()
                        .namespace("dev")
                        .verb(verb)
                        .group(group)
                        .resource(resource));
        return reviews.createSubjectAccessReview(new V1SubjectAccessReview().spec(question))
                .execute()
                .getStatus()
                .getAllowed();
    }
}
