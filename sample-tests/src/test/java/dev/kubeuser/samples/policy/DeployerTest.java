// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.query.AccessQuery.watch;

import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** The pipeline deploys into dev, and does nothing else there. */
@TeamPolicy
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class DeployerTest {

    @Test
    void it_deploys_and_does_nothing_else(@KubeServiceAccount("ci/deployer") KubeAccess deployer) {
        assertThat(deployer)
                .canOnly(
                        get("deployments.apps").in("dev"),
                        list("deployments.apps").in("dev"),
                        watch("deployments.apps").in("dev"),
                        create("deployments.apps").in("dev"),
                        update("deployments.apps").in("dev"),
                        patch("deployments.apps").in("dev"),
                        get("services").in("dev"),
                        list("services").in("dev"),
                        create("services").in("dev"),
                        update("services").in("dev"),
                        patch("services").in("dev"),
                        get("configmaps").in("dev"),
                        list("configmaps").in("dev"),
                        create("configmaps").in("dev"),
                        update("configmaps").in("dev"),
                        patch("configmaps").in("dev"));
    }

    @Test
    void it_is_the_account_of_the_pipeline_that_does(@KubeServiceAccount("ci/deployer") KubeAccess deployer) {
        assertThat(deployer)
                .isInGroups("system:serviceaccounts:ci")
                .can(create("deployments.apps").in("dev"))
                .byRole("Role dev/deployer")
                .through("ServiceAccount ci/deployer");
    }

    @Test
    void it_does_nothing_where_it_lives(@KubeServiceAccount("ci/deployer") KubeAccess deployer) {
        assertThat(deployer)
                .cannot(create("deployments.apps").in("ci"))
                .cannot(get("secrets").in("ci"))
                .cannot(create("serviceaccounts/token").in("ci"));
    }

    @Test
    void it_cannot_widen_its_rights(@KubeServiceAccount("ci/deployer") KubeAccess deployer) {
        assertThat(deployer)
                .cannot(update("roles.rbac.authorization.k8s.io").in("dev"))
                .cannot(create("rolebindings.rbac.authorization.k8s.io").in("dev"))
                .cannot(verb("impersonate", "users"));
    }
}
