// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.IdentityTable;
import dev.kubeuser.KubeAnonymous;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeIdentity;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.BearerToken;
import dev.kubeuser.credential.ForgedToken;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.EngineRun;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Tokens of issuers, and who the API server says they are. */
@KubeCluster(authentication = "classpath:authentication/company.yaml")
@KubeManifests("classpath:authentication/rbac.yaml")
@KubeIdentity(value = "ann", claimsFile = "classpath:authentication/ann.json")
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
public class IdentitiesTest {

    static final String KEYCLOAK = "https://keycloak.example.com/realms/company";
    static final String GITHUB = "https://token.actions.githubusercontent.com";

    static final String BOB = "{'email_verified': true, 'preferred_username': 'bob'}";
    static final String PIPELINE = """
        {
          "sub": "repo:example/shop:environment:production",
          "repository_owner": "example",
          "environment": "production"
        }\
        """;

    @Test
    void expressions_make_user_and_groups(@KubeIdentity("ann") KubeAccess ann) {
        assertThat(ann)
                .isAuthenticatedAs("ann@company")
                .isInGroups("sre", "system:authenticated")
                .isNotInGroups("/office/berlin", "office/berlin")
                .hasUid("8f3a2b1c-7a55-4f0e-9a57-2f2c2f6f3d11")
                .hasExtra("example.com/departments", "operations", "platform");
        assertThat(ann.name()).isEqualTo("ann@company");
        assertThat(ann.groups()).contains("sre");
    }

    @Test
    void prefixes_make_user_and_groups(
            @KubeIdentity(value = "pipeline", issuer = GITHUB, claims = PIPELINE) KubeAccess pipeline) {
        assertThat(pipeline)
                .isAuthenticatedAs("github:repo:example/shop:environment:production")
                .isInGroups("github:production");
    }

    @Test
    void groups_of_claims_have_what_is_bound_to_them(
            @KubeIdentity("ann") KubeAccess ann,
            @KubeIdentity(value = "bob", issuer = KEYCLOAK, claims = BOB) KubeAccess bob,
            @KubeIdentity(value = "pipeline", issuer = GITHUB, claims = PIPELINE) KubeAccess pipeline) {
        assertThat(ann).can(list("pods").in("default")).grantedBy("RoleBinding default/operate");
        assertThat(ann).cannot(delete("pods").in("default"));
        assertThat(bob).isAuthenticatedAs("bob@company").cannot(list("pods").in("default"));
        assertThat(pipeline).can(list("pods").in("default"));
    }

    @Test
    void audience_is_chosen(
            @KubeIdentity(value = "bob", issuer = KEYCLOAK, claims = BOB, audience = "kubectl") KubeAccess bob,
            @KubeIdentity(value = "carol", issuer = KEYCLOAK, claims = BOB, audience = "grafana") KubeAccess carol) {
        assertThat(bob).isAuthenticatedAs("bob@company");
        assertThat(carol).isUnauthenticated();
        assertThat(carol.name()).isEqualTo("carol");
    }

    @Test
    void anonymous_is_who_the_file_says(@KubeAnonymous KubeAccess anonymous) {
        assertThat(anonymous.get("/healthz").code()).isEqualTo(200);
        assertThat(anonymous.get("/version").code()).isEqualTo(401);
    }

    @Test
    void clients_of_an_identity(@KubeIdentity("ann") CoreV1Api core) throws ApiException {
        assertThat(core.listNamespacedPod("default").execute().getItems()).isEmpty();
    }

    @Test
    void kubeconfig_of_an_identity(@KubeIdentity("ann") Kubeconfig kubeconfig) throws ApiException, IOException {
        try (Reader text = Files.newBufferedReader(kubeconfig.file())) {
            KubeConfig config = KubeConfig.loadKubeConfig(text);
            CoreV1Api core = new CoreV1Api(ClientBuilder.kubeconfig(config).build());
            assertThat(core.listNamespacedPod("default").execute().getItems()).isEmpty();
        }
    }

    @Test
    void token_is_shown_by_nothing(@KubeIdentity("ann") KubeAccess ann) {
        BearerToken token = ann.token();
        assertThat(token.toString() + ann + token.subject())
                .doesNotContain(token.token())
                .contains("identity \"ann\"", "ann@company");
    }

    @Test
    void claim_that_may_be_missing(@KubeIdentity("ann") KubeAccess ann, Cluster cluster) {
        try (KubeAccess access = KubeAccess.connect(cluster, ForgedToken.without(ann.token(), "groups", cluster))) {
            assertThat(access).isAuthenticatedAs("ann@company").isNotInGroups("sre");
        }
        assertThatThrownBy(() -> ForgedToken.without(ann.token(), "roles", cluster))
                .hasMessageContainingAll("has no claim roles", "preferred_username");
    }

    @Test
    void what_the_server_knows_is_in_messages(@KubeIdentity("ann") KubeAccess ann) {
        assertThatThrownBy(() -> assertThat(ann).hasUid("4711"))
                .hasMessageContainingAll("to have the UID \"4711\"", "it has the UID \"8f3a2b1c");
        assertThatThrownBy(() -> assertThat(ann).hasExtra("example.com/departments", "sales"))
                .hasMessageContainingAll("example.com/departments = [sales]", "platform");
    }

    @IdentityTable("identities.yaml")
    void identities_of_a_table_are_as_written(TestInfo line) {
        assertThat(line.getDisplayName()).containsPattern("^(employee|no groups|pipeline) is \"|is refused$");
    }

    /** Run by the test below alone. */
    @KubeCluster(authentication = "classpath:authentication/company.yaml")
    static class WrongTestCase {
        @IdentityTable("wrong-identities.yaml")
        void identities_are_as_written() {}
    }

    @Test
    void a_table_fails_for_the_lines_that_are_wrong() {
        assertThat(EngineRun.of(Map.of(), WrongTestCase.class).failures())
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        others -> assertThat(others)
                                .startsWith("[wrong-identities.yaml:1] ")
                                .contains(
                                        "Expecting the holder of a token with the claims {\"email_verified\":true,",
                                        "to be \"ann\" in the groups [sre, dev] with the uid \"id-2\"",
                                        "but the API server says that",
                                        "  the username is \"ann@company\", not \"ann\"",
                                        "  the groups are [sre], not [sre, dev]",
                                        "  the uid is \"id-1\", not \"id-2\"",
                                        "If this is intended, write the line again with -Dkubeuser.golden=update"),
                        refused -> assertThat(refused)
                                .startsWith("[wrong-identities.yaml:8] ")
                                .contains("to be \"ann@company\"", "  it refuses the token"),
                        accepted -> assertThat(accepted)
                                .startsWith("[wrong-identities.yaml:10] ")
                                .contains("to be refused", "  it is \"ann@company\""),
                        open -> assertThat(open)
                                .startsWith("[wrong-identities.yaml:12] ")
                                .contains("to be somebody, but the line does not say who", "  it is \"ann@company\""));
    }
}
