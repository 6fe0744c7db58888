// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.K3S;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tokens of issuers, and who the API server says they are. */
@KubeCluster(authentication = "classpath:authentication/company.yaml")
@KubeManifests("classpath:authentication/rbac.yaml")
@KubeIdentity(value = "ann", claimsFile = "classpath:authentication/ann.json")
@RunsOn(
        value = {EMBEDDED, K3S},
        because = "the API server of an existing cluster reads files of its own machine")
public class IdentitiesTest {

    static final String KEYCLOAK = "https://keycloak.example.com/realms/company";
    static final String GITHUB = "https://token.actions.githubusercontent.com";

    static final String BOB = "{'email_verified': true, 'preferred_username': 'bob'}";
    static final String PIPELINE = """
            {
              "sub": "repo:example/shop:environment:production",
              "repository_owner": "example",
              "environment": "production"
            }""";

    @Test
    void expressions_make_user_and_groups(@KubeIdentity("ann") KubeAccess ann) {
        assertThat(ann)
                .isAuthenticatedAs("ann@company")
                .isInGroups("sre", "system:authenticated")
                .isNotInGroups("/office/berlin", "office/berlin")
                .hasUid("8f3a2b1c-7a55-4f0e-9a57-2f2c2f6f3d11")
                .hasExtra("example.com/departments", "operations", "platform");
        Assertions.assertThat(ann.name()).isEqualTo("ann@company");
        Assertions.assertThat(ann.groups()).contains("sre");
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
    void rule_about_claims_says_no(
            @KubeIdentity(
                            value = "unverified",
                            issuer = KEYCLOAK,
                            claims = "{'email_verified': false, 'preferred_username': 'eve'}")
                    KubeAccess unverified) {
        assertThat(unverified).isUnauthenticated();
        Assertions.assertThat(unverified.name()).isEqualTo("unverified");
    }

    @Test
    void required_claim_has_another_value(
            @KubeIdentity(
                            value = "fork",
                            issuer = GITHUB,
                            claims = "{'repository_owner': 'mallory', 'environment': 'production'}")
                    KubeAccess fork) {
        assertThat(fork).isUnauthenticated();
    }

    @Test
    void rule_about_users_says_no(
            @KubeIdentity(
                            value = "masters",
                            issuer = KEYCLOAK,
                            claims = "{'email_verified': true, 'preferred_username': 'system:admin'}")
                    KubeAccess admin) {
        assertThat(admin).isUnauthenticated();
    }

    @Test
    void audience_is_chosen(
            @KubeIdentity(value = "bob", issuer = KEYCLOAK, claims = BOB, audience = "kubectl") KubeAccess bob,
            @KubeIdentity(value = "carol", issuer = KEYCLOAK, claims = BOB, audience = "grafana") KubeAccess carol) {
        assertThat(bob).isAuthenticatedAs("bob@company");
        assertThat(carol).isUnauthenticated();
    }

    @Test
    void anonymous_is_who_the_file_says(@KubeAnonymous KubeAccess anonymous) {
        Assertions.assertThat(anonymous.get("/healthz").code()).isEqualTo(200);
        Assertions.assertThat(anonymous.get("/version").code()).isEqualTo(401);
    }

    @Test
    void clients_of_an_identity(@KubeIdentity("ann") CoreV1Api core) throws ApiException {
        Assertions.assertThat(core.listNamespacedPod("default").execute().getItems())
                .isEmpty();
    }

    @Test
    void kubeconfig_of_an_identity(@KubeIdentity("ann") Kubeconfig kubeconfig) throws ApiException, IOException {
        try (Reader text = Files.newBufferedReader(kubeconfig.file())) {
            KubeConfig config = KubeConfig.loadKubeConfig(text);
            CoreV1Api core = new CoreV1Api(ClientBuilder.kubeconfig(config).build());
            Assertions.assertThat(core.listNamespacedPod("default").execute().getItems())
                    .isEmpty();
        }
    }

    @Test
    void token_is_shown_by_nothing(@KubeIdentity("ann") KubeAccess ann) {
        BearerToken token = ann.token();
        Assertions.assertThat(token.toString() + ann + token.subject())
                .doesNotContain(token.token())
                .contains("identity \"ann\"", "ann@company");
    }

    @TestFactory
    Stream<DynamicTest> wrong_tokens_are_refused(@KubeIdentity("ann") KubeAccess ann, Cluster cluster) {
        Map<String, BiFunction<BearerToken, Cluster, BearerToken>> wrong = Map.of(
                "expired", ForgedToken::expired,
                "not yet valid", ForgedToken::notYetValid,
                "for another audience", (token, at) -> ForgedToken.forAudience(token, "grafana", at),
                "of an unknown issuer", (token, at) -> ForgedToken.ofIssuer(token, KEYCLOAK + "-2", at),
                "of another issuer that is known", (token, at) -> ForgedToken.ofIssuer(token, GITHUB, at),
                "signed by an unknown key", (token, at) -> ForgedToken.signedByUnknownKey(token),
                "not signed", (token, at) -> ForgedToken.unsigned(token),
                "tampered with", (token, at) -> ForgedToken.tampered(token),
                "without the claim of the username",
                        (token, at) -> ForgedToken.without(token, "preferred_username", at),
                "without the claim of a rule", (token, at) -> ForgedToken.without(token, "email_verified", at));
        return wrong.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    BearerToken forged = each.getValue().apply(ann.token(), cluster);
                    try (KubeAccess access = KubeAccess.connect(cluster, forged)) {
                        Assertions.assertThat(access.get("/version").code()).isEqualTo(401);
                        assertThat(access).isUnauthenticated();
                    }
                }));
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
}
