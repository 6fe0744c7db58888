// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.question.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may write Roles cannot gain rights by it, until a verb is granted that says so. */
@KubeNamespace
@KubeManifests("policies/escalation/")
@KubeUser(value = "leo", groups = "team-leads")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class EscalationTest {

    private Attempt leo;

    @BeforeEach
    void leo_tries(KubeAccess access, @KubeNamespace String namespace) {
        leo = new Attempt(access, namespace);
    }

    @Test
    void roles_may_be_written(KubeAccess access, @KubeNamespace String namespace) {
        assertThat(access)
                .can(create("roles.rbac.authorization.k8s.io").in(namespace))
                .can(create("rolebindings.rbac.authorization.k8s.io").in(namespace));
    }

    @Test
    void a_role_with_rights_of_ones_own_is_fine() {
        assertThat(leo.writeRole("configmaps", "get")).hasStatus(201);
    }

    @Test
    void a_role_with_more_is_refused() {
        assertThat(leo.writeRole("secrets", "get"))
                .isForbiddenBy(Refusal.ESCALATION)
                .hasMessageContaining("attempting to grant RBAC permissions not currently held");
        assertThat(leo.writeRole("configmaps", "delete")).isForbiddenBy(Refusal.ESCALATION);
        assertThat(leo.writeRole("*", "get")).isForbiddenBy(Refusal.ESCALATION);
    }

    @Test
    void a_stronger_role_cannot_be_bound() {
        assertThat(leo.bind("edit")).isForbiddenBy(Refusal.ESCALATION);
        assertThat(leo.bind("cluster-admin")).isForbiddenBy(Refusal.ESCALATION);
    }

    @Test
    void nobody_can_be_impersonated() {
        assertThat(leo.actAs("nina")).isForbiddenBy(Refusal.IMPERSONATION);
        assertThat(leo.actAs("system:admin")).isForbiddenBy(Refusal.IMPERSONATION);
    }

    @Test
    @KubeManifests("policies/escalation/bind/")
    void bind_allows_the_binding_of_one_role() {
        assertThat(leo.bind("edit")).hasStatus(201);
        assertThat(leo.bind("admin")).isForbiddenBy(Refusal.ESCALATION);
        assertThat(leo.writeRole("secrets", "get")).isForbiddenBy(Refusal.ESCALATION);
    }

    @Test
    @KubeManifests("policies/escalation/escalate/")
    void escalate_allows_any_role() {
        assertThat(leo.writeRole("secrets", "get")).hasStatus(201);
        assertThat(leo.bind("edit")).isForbiddenBy(Refusal.ESCALATION);
    }

    @Test
    @KubeManifests("policies/escalation/impersonate/")
    void impersonate_allows_to_be_one_other() {
        assertThat(leo.actAs("nina")).isOk();
        assertThat(leo.actAs("system:admin")).isForbiddenBy(Refusal.IMPERSONATION);
    }
}
