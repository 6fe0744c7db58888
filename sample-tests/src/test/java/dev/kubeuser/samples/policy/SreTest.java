// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.query.AccessQuery.watch;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.KubeSoftAssertions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Site reliability engineers read everything, and take a node out of service. */
@TeamPolicy
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class SreTest {

    @Test
    void they_read_everything(@KubeUser("erin") KubeAccess erin) {
        KubeSoftAssertions.assertSoftly(softly -> {
            for (String resource :
                    List.of("pods", "secrets", "deployments.apps", "rolebindings.rbac.authorization.k8s.io")) {
                softly.assertThat(erin).can(get(resource).inAllNamespaces());
                softly.assertThat(erin).can(list(resource).inAllNamespaces());
                softly.assertThat(erin).can(watch(resource).inAllNamespaces());
            }
        });
    }

    @Test
    void they_scrape_metrics(@KubeUser("erin") KubeAccess erin) {
        assertThat(erin).can(get("/metrics")).through("Group sre");
        assertThat(erin.get("/metrics")).isOk();
    }

    @Test
    void they_drain_nodes(@KubeUser("erin") KubeAccess erin) {
        assertThat(erin)
                .can(patch("nodes"))
                .can(create("pods/eviction").inAllNamespaces())
                .byRole("ClusterRole sre");
    }

    @Test
    void they_change_no_workload(@KubeUser("erin") KubeAccess erin) {
        assertThat(erin)
                .cannot(create("pods").in("dev"))
                .cannot(delete("deployments.apps").named("shop").in("dev"))
                .cannot(delete("nodes"));
    }

    @Test
    void they_are_nobody_else(@KubeUser("erin") KubeAccess erin) {
        assertThat(erin).isNotInGroups("system:masters", "developers");
        assertThat(erin).cannot(verb("impersonate", "groups").named("system:masters"));
    }
}
