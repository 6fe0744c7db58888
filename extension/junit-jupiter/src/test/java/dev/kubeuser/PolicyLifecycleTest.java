// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.testkit.ClusterHost;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.OneTest;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** When manifests come and go, in runs of their own. */
@InTurn
@RunsOn(except = EXISTING, because = "it looks for what anybody left, and kills its cluster")
@OnEachJUnit
class PolicyLifecycleTest {

    private static final String POLICY = "src/test/resources/policies/readers.yaml";
    private static final String CONFIG_MAPS = "/api/v1/configmaps";

    private static EngineRun run;

    @BeforeAll
    static void run() {
        run = EngineRun.of(Map.of(), ComingAndGoing.class, Refused.class, AfterRefused.class);
    }

    @KubeUser(value = "reader", groups = "policy-test-readers")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    @TestClassOrder(ClassOrderer.OrderAnnotation.class)
    @Execution(ExecutionMode.SAME_THREAD)
    static class ComingAndGoing {
        @Test
        @Order(1)
        @KubeManifests(POLICY)
        void granted(KubeAccess reader) {
            assertThat(reader.get(CONFIG_MAPS).code()).isEqualTo(200);
        }

        @Test
        @Order(2)
        void not_granted_after_the_method(KubeAccess reader) {
            assertThat(reader.get(CONFIG_MAPS).code()).isEqualTo(403);
        }

        @Nested
        @Order(1)
        @KubeManifests(POLICY)
        @KubeNamespace("own")
        class Within {
            @Test
            void granted(KubeAccess reader, @KubeNamespace("own") String own, TestReporter reporter) {
                assertThat(reader.get(CONFIG_MAPS).code()).isEqualTo(200);
                reporter.publishEntry("namespace", own);
            }
        }

        @Nested
        @Order(2)
        class After {
            @Test
            void nothing_is_left(KubeAccess reader, @KubeAdmin KubeAccess admin) {
                assertThat(reader.get(CONFIG_MAPS).code()).isEqualTo(403);
                for (String kind : List.of("clusterroles", "clusterrolebindings", "roles", "rolebindings")) {
                    assertThat(admin.get("/apis/rbac.authorization.k8s.io/v1/" + kind)
                                    .body())
                            .doesNotContain("policy-test-readers", "kubeuser-sentinel", "kubeuser.dev/run");
                }
                assertThat(admin.get("/api/v1/namespaces?fieldSelector=status.phase%3DActive")
                                .body())
                        .contains("kube-system")
                        .doesNotContain("kubeuser-own-");
            }
        }
    }

    @Test
    void what_was_applied_is_granted_for_its_method_or_class_and_nothing_is_left() {
        run.only(ComingAndGoing.class).assertSuccessful(4);
    }

    @KubeManifests({POLICY, "src/test/resources/manifests/refused.yaml"})
    static class Refused extends OneTest {}

    @KubeUser(value = "reader", groups = "policy-test-readers")
    static class AfterRefused {
        @Test
        void nothing_is_granted(KubeAccess reader) {
            assertThat(reader.get(CONFIG_MAPS).code()).isEqualTo(403);
        }
    }

    @Test
    void a_refused_object_fails_the_class_with_its_place_and_leaves_nothing() {
        assertThat(run.only(Refused.class).failure())
                .isInstanceOf(ManifestException.class)
                .hasMessageContainingAll(
                        "src/test/resources/manifests/refused.yaml:6: applying ClusterRole refused was refused", "422");
        run.only(AfterRefused.class).assertSuccessful(1);
    }

    @KubeManifests(POLICY)
    static class KillingItsCluster {
        @Test
        void test(@KubeAdmin KubeAccess admin) {
            ClusterHost.of(admin.cluster()).kill();
            Awaitility.await().until(() -> admin.cluster().failure().isPresent());
        }
    }

    @Test
    void a_cluster_that_is_gone_is_no_failure_of_removing() {
        EngineRun.of(Map.of(), KillingItsCluster.class).assertSuccessful(1);
    }

    @KubeManifests("src/test/resources/manifests/conflicting.yaml")
    static class ShortOfTime extends OneTest {}

    /** Two definitions claim one name. The API server sees both at once, so either may get it. */
    @Test
    void patience_is_a_setting() {
        assertThat(EngineRun.of(Map.of("kubeuser.policy-timeout", "3s"), ShortOfTime.class)
                        .failure())
                .isInstanceOf(ManifestException.class)
                .hasMessageContainingAll(
                        ".example.test was not served within 3.0 s (kubeuser.policy-timeout)", "NamesAccepted");
    }
}
