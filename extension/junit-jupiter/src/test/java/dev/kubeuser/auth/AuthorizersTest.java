// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatThrownBy;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.auth.AuthorizerEndpoint.Question;
import dev.kubeuser.kinds.RunsOn;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A chain of a webhook, Node, RBAC and another webhook, for which the test answers. The API server remembers answers of
 * the first webhook, so each test has a user of its own.
 */
@KubeCluster(authorization = "classpath:authorization/company.yaml")
@KubeManifests("classpath:authorization/rbac.yaml")
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
class AuthorizersTest {

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    @BeforeAll
    static void answerForTheClass(AuthorizerEndpoint authorizer) {
        authorizer.answer("emma", question -> AuthorizerAnswer.allow("emma is on call"));
        authorizer.answer("emma-at-home", question -> AuthorizerAnswer.allow("emma is on call"));
    }

    @Test
    void without_an_opinion_the_next_authorizer_decides(
            @KubeUser(value = "ann", groups = "developers") KubeAccess ann, AuthorizerEndpoint authorizer) {
        assertThat(ann).can(get("secrets").in("default").named("a"));
        assertThat(ann).cannot(delete("secrets").in("default").named("a"));
        assertThat(authorizer.questions("ann"))
                .extracting(Question::authorizer, question -> question.user().name(), Question::request)
                .containsExactly(
                        tuple("company", "ann", get("secrets").in("default").named("a")),
                        tuple("company", "ann", delete("secrets").in("default").named("a")));
        assertThat(authorizer.questions("ann").get(0).user().groups()).contains("developers");
        assertThat(authorizer.questions("ann").get(0).json())
                .contains("\"authentication.kubernetes.io/credential-id\"");
        assertThat(authorizer.questions("ann").get(0))
                .hasToString("company: may ann get secrets \"a\" in namespace \"default\"?");
    }

    @Test
    void match_conditions_decide_what_is_asked(
            @KubeUser(value = "ben", groups = "developers") KubeAccess ben, AuthorizerEndpoint authorizer) {
        assertThat(ben).can(list("pods").in("default"));
        assertThat(ben.get("/api/v1/namespaces/production/pods").code()).isEqualTo(403);
        assertThat(authorizer.questions("ben"))
                .extracting(Question::request)
                .containsExactly(list("pods").in("production"));
    }

    @Test
    void denies_what_rbac_allows(
            @KubeUser(value = "cleo", groups = "developers") KubeAccess cleo, AuthorizerEndpoint authorizer) {
        authorizer.answer("cleo", question -> AuthorizerAnswer.deny("not from home"));
        assertThat(cleo).cannot(list("secrets").in("default")).decidedBy("company");
        assertThat(cleo.get(SECRETS)).isForbidden();
        assertThat(cleo.get(SECRETS).body()).contains("not from home");
        assertThat(cleo).can(list("pods").in("default"));
        assertThatThrownBy(() -> assertThat(cleo).can(list("secrets").in("default")))
                .hasMessageContainingAll(
                        "but the API server said no: not from home",
                        "The webhook authorizer \"company\" denies it.",
                        "Roles and bindings would allow it.",
                        "RoleBinding default/develop")
                .hasMessageNotContaining("eventually()");
        assertThatThrownBy(() -> assertThat(cleo).can(delete("secrets").in("default")))
                .hasMessageContaining("The webhook authorizer \"company\" denies it.")
                .hasMessageNotContainingAny("would allow it", "verbs");
    }

    @Test
    void allows_what_rbac_does_not(@KubeUser("dan") KubeAccess dan, AuthorizerEndpoint authorizer) {
        authorizer.answer("dan", question -> AuthorizerAnswer.allow("ticket 4711"));
        assertThat(dan).can(list("secrets").in("default")).decidedBy("company");
        assertThat(dan.get(SECRETS).code()).isEqualTo(200);
        assertThat(dan).cannot(list("pods").in("default"));
    }

    @Test
    void what_a_method_says_counts_before_what_the_class_says(
            @KubeUser("emma") KubeAccess emma,
            @KubeUser("emma-at-home") KubeAccess atHome,
            AuthorizerEndpoint authorizer) {
        authorizer.answer("emma-at-home", question -> AuthorizerAnswer.deny("not from home"));
        assertThat(emma).can(list("secrets").in("default"));
        assertThat(atHome).cannot(list("secrets").in("default"));
    }

    @Test
    void the_api_server_remembers_answers(@KubeUser("finn") KubeAccess finn, AuthorizerEndpoint authorizer) {
        authorizer.answer("finn", question -> AuthorizerAnswer.allow("on call"));
        assertThat(finn).can(list("secrets").in("default"));
        authorizer.answer("finn", question -> AuthorizerAnswer.deny("off duty"));
        assertThat(finn).can(list("secrets").in("default"));
        assertThat(authorizer.questions("finn")).hasSize(1);
        assertThat(finn).cannot(get("secrets").in("default").named("a"));
    }

    @Test
    void failure_that_denies(
            @KubeUser(value = "gina", groups = "developers") KubeAccess gina, AuthorizerEndpoint authorizer) {
        authorizer.answer("gina", question -> AuthorizerAnswer.error("the policy server is being updated"));
        assertThat(gina).cannot(list("secrets").in("default")).decidedBy("company");
        assertThat(gina.get(SECRETS).code()).isEqualTo(500);
        assertThat(gina.get(SECRETS).body()).contains("the policy server is being updated");
        assertThatThrownBy(() -> assertThat(gina).can(list("secrets").in("default")))
                .hasMessageContainingAll(
                        "the policy server is being updated", "The webhook authorizer \"company\" denies it.");
    }

    @Test
    void failure_of_the_test_itself(
            @KubeUser(value = "hugo", groups = "developers") KubeAccess hugo, AuthorizerEndpoint authorizer) {
        authorizer.answer("hugo", question -> {
            throw new IllegalStateException("a mistake");
        });
        assertThat(hugo.get(SECRETS).body()).contains("IllegalStateException: a mistake");
    }

    @Test
    void late_answer_is_a_failure_that_leaves_the_request_to_the_next(
            @KubeUser("guest-ida") KubeAccess ida, AuthorizerEndpoint authorizer) {
        authorizer.answer("guest-ida", question -> AuthorizerAnswer.allow("welcome"));
        assertThat(ida).eventually().can(list("configmaps").in("default"));
        authorizer.answer(
                "guest-ida", question -> AuthorizerAnswer.allow("welcome").after(Duration.ofSeconds(6)));
        assertThat(ida).cannot(list("configmaps").in("default"));
        assertThat(authorizer.questions("guest-ida"))
                .extracting(Question::authorizer)
                .containsOnly("guests");
        assertThat(authorizer.questions("guest-ida").get(0).user().groups()).contains("system:authenticated");
    }

    @Test
    void failure_names_the_webhook_that_allows(
            @KubeUser(value = "lou", groups = "developers") KubeAccess lou, AuthorizerEndpoint authorizer) {
        authorizer.answer("lou", question -> AuthorizerAnswer.allow("ticket 4711"));
        assertThatThrownBy(() -> assertThat(lou).cannot(list("secrets").in("default")))
                .hasMessageContainingAll(
                        "but the API server said yes: ticket 4711",
                        "The webhook authorizer \"company\" allows it.",
                        "Roles and bindings would allow it too.");
        assertThatThrownBy(() ->
                        assertThat(lou).can(list("secrets").in("default")).grantedBy("RoleBinding default/develop"))
                .hasMessageContaining("but the webhook authorizer \"company\" allows it, without a binding");
        assertThat(lou).can(list("pods").in("default")).grantedBy("RoleBinding default/develop");
    }

    @Test
    void rbac_decides_what_no_webhook_decides(
            @KubeUser(value = "oona", groups = "developers") KubeAccess oona, AuthorizerEndpoint authorizer) {
        assertThatThrownBy(() ->
                        assertThat(oona).can(list("secrets").in("default")).decidedBy("company"))
                .hasMessageContainingAll(
                        "to be allowed to list secrets in namespace \"default\", as the webhook authorizer "
                                + "\"company\" decides",
                        "but the API server said yes: RBAC: allowed by RoleBinding");
        assertThatThrownBy(() ->
                        assertThat(oona).cannot(delete("secrets").in("default")).decidedBy("company"))
                .hasMessageContaining("not to be allowed to delete secrets in namespace \"default\", as the webhook");
        assertThatThrownBy(() ->
                        assertThat(oona).can(list("secrets").in("default")).decidedBy("compny"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("no webhook authorizer \"compny\"", "it answers for company, guests");
    }

    @Test
    void what_no_authorizer_allows_is_explained_by_roles(@KubeUser("nell") KubeAccess nell) {
        assertThatThrownBy(() -> assertThat(nell).can(list("secrets").in("default")))
                .hasMessageContaining("RoleBinding")
                .hasMessageNotContaining("webhook authorizer");
    }
}
