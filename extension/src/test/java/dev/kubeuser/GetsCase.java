package dev.kubeuser;

import static dev.kubeuser.assertion.AccessQuery.get;
import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Exercises one of two permissions, the other than {@link ListsCase} does. */
@KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
@KubeUser(value = "alice", groups = "proof-test-developers")
class GetsCase {

    @Test
    void pods_are_read(KubeAccess alice) {
        assertThat(alice).can(get("pods").in("proof-test"));
    }
}
