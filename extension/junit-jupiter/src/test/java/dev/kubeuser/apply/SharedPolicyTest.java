// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several who apply the same objects to one cluster, as test classes do that run in parallel. */
@InTurn
@KubeUser("sharing")
class SharedPolicyTest {

    private static final String PATH = "/api/v1/namespaces/kube-public/configmaps";

    private final String name = "shared-" + UUID.randomUUID();

    private Manifests policy(String verbs) {
        return new Policy()
                .clusterRole(name, verbs + " configmaps")
                .to("user sharing")
                .manifests("rbac.yaml");
    }

    private ApplyOptions as(String owner) {
        return ApplyOptions.defaults().withOwner(owner);
    }

    @Test
    void equal_objects_stay_until_the_last_user_removes_them(@KubeAdmin KubeAccess admin) {
        AppliedManifests first = AppliedManifests.apply(policy("list"), admin, as("class A"));
        AppliedManifests second = AppliedManifests.apply(policy("list"), admin, as("class B"));

        first.close();
        first.close();
        assertThat(clusterRole(admin)).isEqualTo(200);
        second.close();
        assertThat(clusterRole(admin)).isEqualTo(404);
    }

    private int clusterRole(KubeAccess admin) {
        return admin.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/" + name)
                .code();
    }

    @Test
    void different_objects_of_one_name_are_an_error_that_names_who_has_it(@KubeAdmin KubeAccess admin) {
        try (AppliedManifests first = AppliedManifests.apply(policy("list"), admin, as("class A"))) {
            assertRefused(() -> AppliedManifests.apply(policy("get"), admin, as("class B")))
                    .hasMessageContainingAll(
                            "rbac.yaml:1: ClusterRole " + name + " is in the cluster with another content",
                            "applied by class A from rbac.yaml:1",
                            "@KubeCluster(dedicated = true)",
                            name + "-${kubeuser.namespace} with @KubeNamespace");
            assertThat(first.objects()).hasSize(2);
            assertThat(clusterRole(admin)).isEqualTo(200);
        }
        AppliedManifests.apply(policy("get"), admin, as("class B")).close();
    }

    @Test
    void many_at_once_get_right_answers(@KubeAdmin KubeAccess admin, KubeAccess sharing)
            throws InterruptedException, ExecutionException {
        Callable<List<Integer>> user = () -> IntStream.range(0, 15)
                .map(round -> {
                    try (AppliedManifests applied = AppliedManifests.apply(policy("list"), admin, as("one of many"))) {
                        assertThat(applied.objects()).hasSize(2);
                        return sharing.get(PATH).code();
                    }
                })
                .boxed()
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<List<Integer>> answers : threads.invokeAll(List.of(user, user, user, user))) {
                assertThat(answers.get()).containsOnly(200);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(clusterRole(admin)).isEqualTo(404);
        assertThat(sharing.get(PATH).code()).isEqualTo(403);
    }
}
