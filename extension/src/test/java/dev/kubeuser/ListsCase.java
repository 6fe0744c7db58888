package dev.kubeuser;

import static dev.kubeuser.assertion.AccessQuery.list;
import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Exercises one of two permissions, the other than {@link GetsCase} does. */
@KubeManifests(value = "classpath:proof/policy.yaml", createNamespaces = true)
@KubeUser(value = "bob", groups = "proof-test-developers")
class ListsCase {

    @Test
    void pods_are_listed(KubeAccess bob) {
        assertThat(bob).can(list("pods").in("proof-test"));
    }
}
