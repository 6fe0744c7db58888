// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeIdentity;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.kinds.RunsOn;
import org.junit.jupiter.api.Test;

/** Claims as well-known issuers make them, and who the API server says they are. */
@KubeCluster(authentication = "classpath:authentication/issuers.yaml")
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
class ClaimSetsTest {

    private static final String RUN = "example.com/run";
    private static final String CHECKS = "example.com/checks";
    private static final String WORKFLOW = "example.com/workflow";
    private static final String WORKLOAD = "example.com/workload";
    private static final String OTHER = "other-cluster:system:serviceaccount:";

    @Test
    void github(
            @KubeIdentity(value = "push", claimSet = ClaimSet.GITHUB_ACTIONS) KubeAccess push,
            @KubeIdentity(
                            value = "tag",
                            claimSet = ClaimSet.GITHUB_ACTIONS,
                            claims = "{'repository_owner': 'example', 'ref': 'refs/tags/v1'}")
                    KubeAccess tag,
            @KubeIdentity(
                            value = "pull request",
                            claimSet = ClaimSet.GITHUB_ACTIONS,
                            claims = "{'repository': 'example/shop', 'event_name': 'pull_request'}")
                    KubeAccess pullRequest,
            @KubeIdentity(
                            value = "environment",
                            claimSet = ClaimSet.GITHUB_ACTIONS,
                            claims = "{'repository': 'example/shop', 'environment': 'eu:live', 'enterprise': 'example',"
                                    + " 'ref_protected': 'true'}")
                    KubeAccess environment) {
        assertThat(push)
                .isAuthenticatedAs("github:repo:octo-org/octo-repo:ref:refs/heads/main")
                .hasExtra(RUN, "octo-org", "refs/heads/main", "branch", "push")
                .hasExtra(CHECKS, "false", "4183216087")
                .hasExtra(WORKFLOW, "octo-org/octo-repo/.github/workflows/deploy.yml@refs/heads/main");
        assertThat(tag)
                .isAuthenticatedAs("github:repo:example/octo-repo:ref:refs/tags/v1")
                .hasExtra(RUN, "example", "refs/tags/v1", "tag", "push");
        assertThat(pullRequest)
                .isAuthenticatedAs("github:repo:example/shop:pull_request")
                .hasExtra(RUN, "example", "refs/pull/1/merge", "branch", "pull_request", "main");
        assertThat(environment)
                .isAuthenticatedAs("github:repo:example/shop:environment:eu%3Alive")
                .hasExtra(CHECKS, "true", "4183216087", "example", "2");
    }

    @Test
    void github_with_immutable_subjects(
            @KubeIdentity(
                            value = "pull request",
                            claimSet = ClaimSet.GITHUB_ACTIONS_IMMUTABLE,
                            claims = "{'ref': 'refs/pull/7/merge', 'repository_id': '456789'}")
                    KubeAccess pullRequest) {
        assertThat(pullRequest).isAuthenticatedAs("github:repo:octo-org@65/octo-repo@456789:pull_request");
    }

    @Test
    void gitlab(
            @KubeIdentity(value = "branch", claimSet = ClaimSet.GITLAB_CI, claims = "{'project_path': 'a/b/shop'}")
                    KubeAccess branch,
            @KubeIdentity(
                            value = "tag",
                            claimSet = ClaimSet.GITLAB_CI,
                            claims = "{'ref_path': 'refs/tags/v1', 'ref_protected': 'false'}")
                    KubeAccess tag) {
        assertThat(branch)
                .isAuthenticatedAs("gitlab:project_path:a/b/shop:ref_type:branch:ref:main")
                .hasExtra(RUN, "a/b", "refs/heads/main", "true")
                .hasExtra(WORKFLOW, "gitlab.com/a/b/shop//.gitlab-ci.yml@refs/heads/main");
        assertThat(tag)
                .isAuthenticatedAs("gitlab:project_path:my-group/my-project:ref_type:tag:ref:v1")
                .hasExtra(RUN, "my-group", "refs/tags/v1", "false");
    }

    @Test
    void workload_of_another_cluster(
            @KubeIdentity(value = "deployer", claimSet = ClaimSet.SERVICE_ACCOUNT) KubeAccess byName,
            @KubeIdentity(
                            value = "by subject",
                            claimSet = ClaimSet.SERVICE_ACCOUNT,
                            claims = "{'sub': 'system:serviceaccount:ci:runner'}")
                    KubeAccess bySubject,
            @KubeIdentity(
                            value = "by object",
                            claimSet = ClaimSet.SERVICE_ACCOUNT,
                            claims = "{'kubernetes.io': {'namespace': 'ci', 'serviceaccount': {'name': 'x'}, 'pod':"
                                    + " null}}")
                    KubeAccess byObject,
            @KubeIdentity(value = "legacy", claimSet = ClaimSet.SERVICE_ACCOUNT, claims = "{'kubernetes.io': null}")
                    KubeAccess legacy) {
        assertThat(byName)
                .isAuthenticatedAs(OTHER + "default:deployer")
                .hasExtra(WORKLOAD, "default", "deployer", "deployer-0");
        assertThat(bySubject).isAuthenticatedAs(OTHER + "ci:runner").hasExtra(WORKLOAD, "ci", "runner", "runner-0");
        assertThat(byObject).isAuthenticatedAs(OTHER + "ci:x").hasExtra(WORKLOAD, "ci", "x");
        assertThat(legacy).isAuthenticatedAs(OTHER + "default:legacy");
    }

    @Test
    void people(
            @KubeIdentity(value = "ann", claimSet = ClaimSet.KEYCLOAK) KubeAccess ann,
            @KubeIdentity(
                            value = "eric",
                            claimSet = ClaimSet.DEX,
                            claims = "{'groups': ['admins'], 'email': 'eric@example.org',"
                                    + " 'federated_claims': {'connector_id': 'github', 'user_id': '2342749'}}")
                    KubeAccess eric,
            @KubeIdentity(value = "nobody", claimSet = ClaimSet.DEX, claims = "{'email_verified': false}")
                    KubeAccess unverified) {
        assertThat(ann)
                .isAuthenticatedAs("ann")
                .hasUid("7e0d7f8a-5d96-324f-bcc8-40f31bce72b2")
                .hasExtra("example.com/email", "ann@example.com");
        assertThat(eric)
                .isAuthenticatedAs("eric@example.org")
                .isInGroups("admins")
                .hasUid("CgcyMzQyNzQ5EgZnaXRodWI");
        assertThat(unverified).isUnauthenticated();
    }

    @Test
    void what_an_issuer_does_not_document() {
        IdentitySpec pipeline = IdentitySpec.named("pipeline").withClaimSet(ClaimSet.GITHUB_ACTIONS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipeline.withClaims("{'event_name': 'pull_request_target'}"))
                .withMessageContaining("give the claim sub");
    }
}
