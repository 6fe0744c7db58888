package dev.kubeuser.campaign;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.review.AccessQuery.list;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Tests that JVMs can run on one cluster at the same time: a policy of one name would be in the way of the others. */
class SharedVisit {

    @Test
    void users_are_known(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice).isAuthenticatedAs("alice").cannot(list("namespaces"));
        assertThat(alice.get("/healthz")).isOk();
    }
}
