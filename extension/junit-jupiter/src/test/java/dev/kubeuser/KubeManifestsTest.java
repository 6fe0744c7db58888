// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.kinds.OnEachJUnit;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where manifests and namespaces can be declared, and for which tests they are in the cluster. */
@OnEachJUnit
class KubeManifestsTest {

    private static final String OWN = "src/test/resources/manifests/namespaced.yaml";
    private static final String READERS = "classpath:policies/";

    private static int configMaps(KubeAccess user, String namespace) {
        return user.get("/api/v1/namespaces/" + namespace + "/configmaps").code();
    }

    private static KubeResponse readers(String namespace, KubeAccess admin) {
        return admin.get("/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace + "/roles/readers");
    }

    @Nested
    @KubeManifests(READERS)
    @KubeUser(value = "reader", groups = "policy-test-readers")
    @KubeUser("stranger")
    class OnAClass {
        @Test
        void for_its_tests(@KubeUser("reader") KubeAccess reader, @KubeUser("stranger") KubeAccess stranger) {
            assertThat(configMaps(reader, "kube-system")).isEqualTo(200);
            assertThat(configMaps(stranger, "kube-system")).isEqualTo(403);
        }

        @Nested
        @KubeManifests(READERS)
        class AndAgainOnANestedClass {
            @Test
            void for_its_tests_as_well(@KubeUser("reader") KubeAccess reader) {
                assertThat(configMaps(reader, "kube-system")).isEqualTo(200);
            }
        }
    }

    @Nested
    @KubeManifests(
            value = "src/test/resources/manifests/monitored/",
            skipKinds = {"ServiceMonitor", "cert-manager.io"})
    @KubeUser(value = "monitor", groups = "policy-test-monitors")
    class WithoutKindsThatTheClusterLacks {
        @Test
        void the_rest_is_there(KubeAccess monitor, @KubeAdmin KubeAccess admin) {
            assertThat(configMaps(monitor, "kube-system")).isEqualTo(200);
            assertThat(admin.get("/api/v1/namespaces/default/services/policy-test-monitored"))
                    .isOk();
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @KubeManifests(READERS)
    @interface ReadersPolicy {}

    @ReadersPolicy
    interface WithPolicy {}

    @Nested
    @KubeUser(value = "reader", groups = "policy-test-readers")
    class OnAnAnnotationOfAnInterface implements WithPolicy {
        @BeforeAll
        static void before_all_tests(@KubeUser("reader") KubeAccess reader) {
            assertThat(configMaps(reader, "kube-public")).isEqualTo(200);
        }

        @AfterAll
        static void after_all_tests(@KubeUser("reader") KubeAccess reader) {
            assertThat(configMaps(reader, "kube-public")).isEqualTo(200);
        }

        @Test
        void for_its_tests(KubeAccess reader) {
            assertThat(configMaps(reader, "kube-public")).isEqualTo(200);
        }
    }

    @Nested
    @KubeNamespace
    @KubeNamespace("other")
    @KubeManifests(OWN)
    class InNamespacesOfItsOwn {
        @Test
        void a_parameter_is_the_name(
                @KubeNamespace String own, @KubeNamespace("other") String other, @KubeAdmin KubeAccess admin) {
            assertThat(own).matches("kubeuser-innamespacesofitsown-[0-9a-f]{8}");
            assertThat(other).matches("kubeuser-other-[0-9a-f]{8}");
            assertThat(admin.get("/api/v1/namespaces/" + other)).isOk();
            assertThat(readers(own, admin)).hasStatus(200);
        }

        @Test
        @KubeNamespace
        @KubeManifests(OWN)
        void a_method_may_have_another_of_the_same_name(@KubeNamespace String nearest, @KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/apis/rbac.authorization.k8s.io/v1/rolebindings")
                            .body())
                    .contains("\"" + nearest + ":readers\"");
            assertThat(readers(nearest, admin)).hasStatus(200);
        }

        @Nested
        @KubeNamespace
        class Within {
            @Test
            void the_nearest_counts(
                    @KubeNamespace String nearest, @KubeNamespace("other") String other, @KubeAdmin KubeAccess admin) {
                assertThat(nearest).startsWith("kubeuser-within-");
                assertThat(admin.get("/api/v1/namespaces/" + other)).isOk();
                assertThat(readers(nearest, admin)).hasStatus(404);
            }
        }
    }

    @Nested
    class OnParameters {
        @Test
        @KubeManifests(OWN)
        void a_parameter_declares_for_the_method(@KubeNamespace String own, @KubeAdmin KubeAccess admin) {
            assertThat(readers(own, admin)).hasStatus(200);
        }

        @BeforeEach
        void also_of_methods_around_the_test(@KubeNamespace String own, TestInfo test, @KubeAdmin KubeAccess admin) {
            assertThat(test.getDisplayName()).isNotEmpty();
            assertThat(admin.get("/api/v1/namespaces/" + own)).isOk();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "b"})
        void beside_other_parameters(String value, @KubeNamespace("own") String own, @KubeAdmin KubeAccess admin) {
            assertThat(value).hasSize(1);
            assertThat(admin.get("/api/v1/namespaces/" + own)).isOk();
        }
    }

    @Nested
    @KubeNamespace("a")
    @KubeManifests(value = "classpath:manifests/unnamespaced.yaml", namespace = "${kubeuser.namespace.a}")
    class WithADefaultNamespace {
        @Test
        void objects_go_there(@KubeNamespace("a") String a, @KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/api/v1/namespaces/" + a + "/serviceaccounts/deployer"))
                    .isOk();
        }

        @Test
        @KubeNamespace
        @KubeManifests("classpath:manifests/unnamespaced.yaml")
        void that_of_the_test_is_the_default(@KubeNamespace String own, @KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/api/v1/namespaces/" + own + "/serviceaccounts/deployer"))
                    .isOk();
        }
    }

    @Nested
    @KubeManifests("${test.manifests.nobody.sets:-classpath:policies}/readers.yaml")
    @KubeUser(value = "reader", groups = "policy-test-readers")
    class FromWhereAParameterSays {
        @Test
        void or_else_from_the_default(KubeAccess reader) {
            assertThat(configMaps(reader, "kube-system")).isEqualTo(200);
        }
    }
}
