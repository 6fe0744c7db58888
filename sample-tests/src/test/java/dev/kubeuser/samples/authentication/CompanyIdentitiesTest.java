// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.authentication;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.TokenRejection.EXPIRED;
import static dev.kubeuser.assertion.TokenRejection.MISSING_CLAIM;
import static dev.kubeuser.assertion.TokenRejection.NOT_YET_VALID;
import static dev.kubeuser.assertion.TokenRejection.UNKNOWN_ISSUER;
import static dev.kubeuser.assertion.TokenRejection.UNKNOWN_KEY;
import static dev.kubeuser.assertion.TokenRejection.UNSIGNED;
import static dev.kubeuser.assertion.TokenRejection.WRONG_AUDIENCE;
import static dev.kubeuser.assertion.TokenRejection.WRONG_CLAIM;
import static dev.kubeuser.auth.ClaimSet.GITHUB_ACTIONS;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.patch;

import dev.kubeuser.IdentityTable;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeIdentity;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.TokenRejection;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.ForgedToken;
import dev.kubeuser.kinds.RunsOn;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A company whose people log in at Keycloak, and whose pipelines run at GitHub. */
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
@KubeCluster(authentication = "authentication/company.yaml")
@KubeManifests("policies/identities/")
class CompanyIdentitiesTest {

    private static final String KEYCLOAK = "https://keycloak.example.com/realms/company";

    private static final String ANN = """
            {
              "preferred_username": "ann",
              "groups": ["/k8s/sre", "/office/berlin"]
            }""";

    @Test
    void groups_of_keycloak_are_groups_of_kubernetes(
            @KubeIdentity(value = "ann", issuer = KEYCLOAK, claims = ANN) KubeAccess ann) {
        assertThat(ann)
                .isAuthenticatedAs("ann@company")
                .isInGroups("sre")
                .isNotInGroups("office/berlin")
                .can(patch("deployments.apps").in("shop"))
                .grantedBy("RoleBinding shop/deploy");
    }

    @Test
    void pipelines_deploy_from_main_alone(
            @KubeIdentity(value = "main", claimSet = GITHUB_ACTIONS, claims = "{'repository': 'example/shop'}")
                    KubeAccess main,
            @KubeIdentity(
                            value = "pull request",
                            claimSet = GITHUB_ACTIONS,
                            claims = "{'repository': 'example/shop', 'event_name': 'pull_request'}")
                    KubeAccess pullRequest,
            @KubeIdentity(value = "stranger", claimSet = GITHUB_ACTIONS, claims = "{'repository': 'mallory/shop'}")
                    KubeAccess stranger) {
        assertThat(main).isAuthenticatedAs("github:repo:example/shop:ref:refs/heads/main");
        assertThat(main).can(patch("deployments.apps").in("shop"));
        assertThat(pullRequest).cannot(patch("deployments.apps").in("shop"));
        assertThat(stranger).isUnauthenticated().because(WRONG_CLAIM);
    }

    @IdentityTable("company-identities.yaml")
    void identities_are_as_written() {}

    @Test
    void wrong_tokens_are_refused(
            @KubeIdentity(value = "ann", issuer = KEYCLOAK, claims = ANN) KubeAccess ann, Cluster cluster) {
        BearerToken token = ann.token();
        Map<BearerToken, TokenRejection> wrong = Map.of(
                ForgedToken.expired(token, cluster), EXPIRED,
                ForgedToken.notYetValid(token, cluster), NOT_YET_VALID,
                ForgedToken.forAudience(token, "grafana", cluster), WRONG_AUDIENCE,
                ForgedToken.ofIssuer(token, "https://keycloak.example.org", cluster), UNKNOWN_ISSUER,
                ForgedToken.without(token, "preferred_username", cluster), MISSING_CLAIM,
                ForgedToken.signedByUnknownKey(token), UNKNOWN_KEY,
                ForgedToken.unsigned(token), UNSIGNED);
        wrong.forEach((each, reason) -> {
            try (KubeAccess access = KubeAccess.connect(cluster, each)) {
                assertThat(access).isUnauthenticated().because(reason);
            }
        });
    }

    @Test
    void names_of_the_system_are_reserved(
            @KubeIdentity(
                            value = "system:admin",
                            issuer = KEYCLOAK,
                            claims = "{'preferred_username': 'system:admin', 'groups': []}")
                    KubeAccess admin) {
        assertThat(admin).isUnauthenticated().because("a username must not begin with system");
    }
}
