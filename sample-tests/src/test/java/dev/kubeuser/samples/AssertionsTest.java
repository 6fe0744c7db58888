// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.query.AccessQuery.verb;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.KubeSoftAssertions;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.DryRun;
import dev.kubeuser.question.Refusal;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import org.junit.jupiter.api.Test;

/** What there is to assert; the administrator may everything, and a guest nothing. */
@KubeUser("guest")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class AssertionsTest {

    @Test
    void questions_that_can_be_asked(@KubeAdmin KubeAccess admin, @KubeUser("guest") KubeAccess guest) {
        assertThat(admin).can(list("pods").in("default"));
        assertThat(admin).can(get("secrets").named("db").in("default"));
        assertThat(admin).can(get("pods/log").in("default"));
        assertThat(admin).can(update("deployments.apps/scale").inAllNamespaces());
        assertThat(admin).can(list("nodes"));
        assertThat(admin).can(list("pods").where("spec.nodeName=n1").inAllNamespaces());
        assertThat(admin).can(list("pods").labelled("app in (web,db)").in("default"));
        assertThat(admin).can(get("/metrics"));
        assertThat(guest).cannot(verb("impersonate", "groups").named("developers"));
    }

    @Test
    void a_typing_mistake_is_no_answer(@KubeUser("guest") KubeAccess guest) {
        assertThatExceptionOfType(AccessQueryException.class)
                .isThrownBy(() -> assertThat(guest).cannot(delete("pod").in("default")))
                .withMessage("The API server has no resource \"pod\". Did you mean \"pods\"?");
    }

    @Test
    void answers_to_real_requests(@KubeUser("guest") KubeAccess guest, @KubeUser("guest") CoreV1Api core) {
        assertThat(guest.get("/healthz")).isOk().hasBody("ok");
        assertThat(guest.get("/api/v1/nodes")).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThatForbidden(guest, () -> core.listNode().execute()).hasMessageContaining("User \"guest\" cannot list");
    }

    @Test
    void requests_that_change_nothing(@KubeAdmin KubeAccess admin, @KubeUser("guest") KubeAccess guest) {
        assertThat(DryRun.of(admin).send(create("configmaps").in("default"))).hasStatus(201);
        assertThat(DryRun.of(guest).send(delete("pods").named("web").in("default")))
                .isForbiddenBy(Refusal.AUTHORIZATION);
    }

    @Test
    void several_failures_at_once(@KubeAdmin KubeAccess admin) {
        KubeSoftAssertions.assertSoftly(softly -> {
            softly.assertThat(admin).can(list("pods").in("default"));
            softly.assertThat(admin).can(list("secrets").in("default"));
        });
    }
}
