// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.query.AccessQuery.update;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.question.DryRun;
import dev.kubeuser.question.Refusal;
import org.junit.jupiter.api.Test;

/** Developers run their workloads in dev, and see nothing of what is elsewhere. */
@TeamPolicy
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class DevelopersTest {

    @Test
    void they_see_pods_of_their_namespace_only(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice).can(list("pods").in("dev")).grantedBy("RoleBinding dev/developers");
        assertThat(alice).cannot(list("pods").in("ci"));
    }

    @Test
    void they_run_deployments(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice)
                .can(create("deployments.apps").in("dev"))
                .can(update("deployments.apps").in("dev"))
                .can(update("deployments.apps/scale").in("dev"))
                .can(delete("deployments.apps").in("dev"));
    }

    @Test
    void they_look_into_a_container(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice)
                .can(get("pods/log").in("dev"))
                .can(get("pods/exec").in("dev"))
                .can(create("pods/exec").in("dev"));
    }

    @Test
    void they_create_no_pods_of_their_own(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice).cannot(create("pods").in("dev"));
    }

    @Test
    void they_switch_features_and_configure_nothing_else(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice)
                .can(patch("configmaps").named("feature-flags").in("dev"))
                .cannot(patch("configmaps").named("database").in("dev"))
                .cannot(create("configmaps").in("dev"));
    }

    @Test
    void they_read_no_secrets(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice)
                .cannot(get("secrets").in("dev"))
                .cannot(list("secrets").in("dev"))
                .cannot(create("serviceaccounts/token").in("dev"));
    }

    @Test
    void the_server_lets_a_deployment_through_to_validation(@KubeUser("alice") KubeAccess alice) {
        assertThat(DryRun.of(alice).send(create("deployments.apps").in("dev"))).hasStatus(422);
        assertThat(DryRun.of(alice).send(create("deployments.apps").in("ci"))).isForbiddenBy(Refusal.AUTHORIZATION);
    }
}
