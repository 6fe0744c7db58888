// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.catchThrowable;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension in a field, alone and beside annotations. */
@OnEachJUnit
class RegisteredExtensionTest {

    @RegisterExtension
    static final KubeUserExtension KUBERNETES = KubeUserExtension.builder()
            .user(UserSpec.named("registered-alice")
                    .withGroups("policy-test-readers")
                    .withExpiration(Duration.ofHours(1)))
            .manifests("src/test/resources/policies/readers.yaml")
            .namespace("dev")
            .build();

    private static EngineRun run;

    @BeforeAll
    static void run() {
        run = EngineRun.of(Map.of(), OnParametersAlone.class, Both.class, WithNested.class);
    }

    @Test
    void users_and_policy_are_there_as_if_annotated(KubeAccess alice) {
        assertThat(alice)
                .isAuthenticatedAs("registered-alice")
                .can(list("configmaps").in("default"));
    }

    @Test
    void a_namespace_is_named_by_its_word(@KubeNamespace("dev") String dev, KubeAccess alice) {
        assertThat(dev).startsWith("kubeuser-dev-");
        assertThat(alice).can(list("configmaps").in(dev)).cannot(list("secrets").in(dev));
    }

    @Nested
    class BesideAnnotations {
        @Test
        void both_are_in_scope(
                @KubeUser("registered-alice") KubeAccess alice, @KubeServiceAccount("default/robot") KubeAccess robot) {
            assertThat(alice).isAuthenticatedAs("registered-alice");
            assertThat(robot).isAuthenticatedAs("system:serviceaccount:default:robot");
        }
    }

    /** What annotations other than that of a subject declare. */
    static class All {
        @RegisterExtension
        static final KubeUserExtension EXTENSION = KubeUserExtension.builder()
                .cluster(spec -> spec.withAnonymousAuth(AnonymousAuth.DISABLED))
                .manifests(
                        ApplyOptions.defaults().withNamespace("made-here").withCreateNamespaces(true),
                        "classpath:policies/pods-of-a-namespace.yaml")
                .manifests(
                        ApplyOptions.defaults().withSkipKinds("ServiceMonitor", "cert-manager.io"),
                        "src/test/resources/manifests/monitored/")
                .user("dora")
                .denials(DenialMode.FAIL)
                .expectedDenials("list secrets")
                .webhooks()
                .build();

        @Test
        void the_cluster_is_changed(@KubeAnonymous KubeAccess nobody) {
            assertThat(nobody.get("/version")).isUnauthorized();
        }

        @Test
        void manifests_are_in_a_namespace_that_is_made(KubeAccess dora) {
            assertThat(dora).can(list("pods").in("made-here"));
        }

        @Test
        void kinds_that_the_cluster_lacks_are_skipped(@KubeAdmin KubeAccess admin) {
            assertThat(admin.get("/api/v1/namespaces/default/services/policy-test-monitored"))
                    .isOk();
        }

        @Test
        void webhooks_are_served(WebhookEndpoint webhooks) {
            assertThat(webhooks.port()).isPositive();
        }

        @Test
        void a_refusal_is_expected(KubeAccess dora) {
            dora.get("/api/v1/namespaces/default/secrets");
        }

        @Test
        void a_refusal_fails_the_test(KubeAccess dora) {
            dora.get("/api/v1/namespaces/default/pods");
        }
    }

    @KubeUser("annotated-bob")
    static class Both {
        @RegisterExtension
        static final KubeUserExtension EXTENSION =
                KubeUserExtension.builder().user("registered-carol").build();

        @Test
        void test(@KubeUser("annotated-bob") KubeAccess bob, @KubeUser("registered-carol") KubeAccess carol) {
            assertThat(bob.name() + carol.name()).isEqualTo("annotated-bobregistered-carol");
        }
    }

    static class OnParametersAlone {
        @ParameterizedTest
        @ValueSource(strings = {"pods", "secrets", "configmaps"})
        void each_row_has_the_user(String resource, @KubeUser("alone-pat") KubeAccess pat) {
            assertThat(pat).isAuthenticatedAs("alone-pat").cannot(list(resource).in("default"));
        }
    }

    /** JUnit makes an extension for each row where nothing but a parameter has an annotation. */
    @Test
    void an_annotation_on_a_parameter_is_enough_for_all_rows() {
        run.only(OnParametersAlone.class).assertSuccessful(3);
    }

    @KubeUser("outer-nina")
    static class WithNested {
        private KubeAccess before;

        @BeforeEach
        void prepare(KubeAccess nina) {
            before = nina;
        }

        @Nested
        @KubeUser("inner-otto")
        class Inner {
            @Test
            void test(@KubeUser("inner-otto") KubeAccess otto) {
                assertThat(before.name() + otto.name()).isEqualTo("outer-ninainner-otto");
            }
        }
    }

    @Test
    void what_annotations_declare_can_be_declared_in_code() {
        EngineRun run = EngineRun.of(Map.of("kubeuser.cluster", "embedded"), All.class);
        assertThat(run.failure()).message().contains("User dora may not list pods in default");
        assertThat(run.succeeded()).isEqualTo(5);
    }

    @Test
    void annotations_and_a_field_on_one_class_are_both_served() {
        run.only(Both.class).assertSuccessful(1);
    }

    @Test
    void a_lifecycle_method_means_the_subject_of_the_class_that_declares_it() {
        run.only(WithNested.class).assertSuccessful(1);
    }

    @Test
    void an_unknown_setting_is_reported_where_it_is_written() {
        assertThat(catchThrowable(() -> KubeUserExtension.builder().setting("kubeuser.kep", "true")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("did you mean kubeuser.keep?");
    }
}
