package com.example;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

@KubeManifests("deploy/rbac.yaml")
@KubeUser(value = "alice", groups = "developers")
class DevelopersTest {

    @Test
    void they_list_pods(KubeAccess alice) {
        assertThat(alice).can(list("pods").in("dev"));
    }

    @Test
    void they_list_no_secrets(KubeAccess alice) {
        assertThat(alice).cannot(list("secrets").in("dev"));
    }
}
