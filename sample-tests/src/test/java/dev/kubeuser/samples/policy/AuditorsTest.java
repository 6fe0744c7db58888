// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.query.AccessQuery.watch;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Auditors see workloads and who may do what. They change nothing, and read no secrets. */
@TeamPolicy
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class AuditorsTest {

    @Test
    void they_see_workloads(@KubeUser("audrey") KubeAccess audrey) {
        assertThat(audrey).can(list("deployments.apps").inAllNamespaces()).byRole("ClusterRole view");
    }

    @Test
    void they_see_who_may_do_what(@KubeUser("audrey") KubeAccess audrey) {
        assertThat(audrey)
                .can(list("clusterrolebindings.rbac.authorization.k8s.io"))
                .grantedBy("ClusterRoleBinding auditors-rbac");
        assertThat(audrey.get("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"))
                .isOk()
                .hasBodyContaining("\"auditors-rbac\"");
    }

    @Test
    void they_read_no_secrets(@KubeUser("audrey") KubeAccess audrey) {
        assertThat(audrey)
                .cannot(get("secrets").inAllNamespaces())
                .cannot(list("secrets").inAllNamespaces())
                .cannot(watch("secrets").inAllNamespaces());
    }

    @Test
    void they_change_nothing(@KubeUser("audrey") KubeAccess audrey) {
        assertThat(audrey)
                .cannot(create("configmaps").in("dev"))
                .cannot(update("deployments.apps").in("dev"))
                .cannot(delete("pods").in("dev"))
                .cannot(update("clusterroles.rbac.authorization.k8s.io"));
    }
}
