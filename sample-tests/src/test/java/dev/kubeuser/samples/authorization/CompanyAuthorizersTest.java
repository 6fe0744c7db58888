// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.authorization;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.auth.AuthorizerAnswer;
import dev.kubeuser.auth.AuthorizerEndpoint;
import dev.kubeuser.kinds.RunsOn;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** A company whose policy server may deny what RBAC allows. */
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
@KubeCluster(authorization = "authorization/company.yaml")
@KubeManifests("policies/authorizers/")
class CompanyAuthorizersTest {

    @Test
    void secrets_are_for_the_office(
            @KubeUser(value = "alice", groups = "support") KubeAccess alice, AuthorizerEndpoint authorizer) {
        authorizer.answer("alice", question -> AuthorizerAnswer.deny("not from home"));
        assertThat(alice)
                .can(list("configmaps").in("helpline"))
                .grantedBy("RoleBinding helpline/support")
                .cannot(list("secrets").in("helpline"))
                .decidedBy("company");
    }

    @Test
    void whoever_is_on_call_needs_no_role(@KubeUser("bob") KubeAccess bob, AuthorizerEndpoint authorizer) {
        authorizer.answer("bob", question -> AuthorizerAnswer.allow("on call"));
        assertThat(bob)
                .can(list("secrets").in("helpline"))
                .decidedBy("company")
                .cannot(list("configmaps").in("helpline"));
    }

    @Test
    void nobody_reads_secrets_without_the_policy_server(
            @KubeUser(value = "carol", groups = "support") KubeAccess carol, AuthorizerEndpoint authorizer) {
        authorizer.answer("carol", question -> AuthorizerAnswer.error("the policy server is being updated"));
        assertThat(carol).cannot(list("secrets").in("helpline"));
        Assertions.assertThat(carol.get("/api/v1/namespaces/helpline/secrets").code())
                .isEqualTo(500);
    }

    @Test
    void policy_server_is_asked_about_secrets_alone(
            @KubeUser(value = "dora", groups = "support") KubeAccess dora, AuthorizerEndpoint authorizer) {
        assertThat(dora).can(list("configmaps").in("helpline"));
        assertThat(dora).can(list("secrets").in("helpline"));
        Assertions.assertThat(authorizer.questions("dora"))
                .extracting(question -> question.request())
                .containsExactly(list("secrets").in("helpline"));
    }
}
