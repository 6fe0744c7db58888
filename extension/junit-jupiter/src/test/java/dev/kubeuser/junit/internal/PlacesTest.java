// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user may be declared in all places where JUnit lets an annotation stand; the server knows each. */
@RunsOnce
public class PlacesTest {

    @Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER, ElementType.FIELD})
    @Retention(RetentionPolicy.RUNTIME)
    @KubeUser(value = "dev", groups = "developers", key = dev.kubeuser.credential.KeyAlgorithm.ECDSA_P256)
    @interface Developer {}

    @Nested
    @KubeUser("alice")
    @KubeUser("bob")
    class Repeated {
        @Test
        void each_is_there(@KubeUser("alice") KubeAccess alice, @KubeUser("bob") KubeAccess bob) throws ApiException {
            assertThat(Whoami.name(alice)).isEqualTo("alice");
            assertThat(Whoami.name(bob)).isEqualTo("bob");
        }
    }

    @Nested
    @Developer
    class MetaAnnotated {
        @Test
        void on_a_class(KubeAccess dev) throws ApiException {
            assertThat(Whoami.of(dev.apiClient()).getGroups()).contains("developers");
        }
    }

    @Nested
    @SuppressWarnings("NullAway.Init") // the null check does not know that this annotation injects
    class MetaAnnotatedElsewhere {
        @Developer
        private KubeAccess field;

        @Test
        void on_a_field() throws ApiException {
            assertThat(Whoami.name(field)).isEqualTo("dev");
        }

        @Test
        @Developer
        void on_a_method(KubeAccess dev) throws ApiException {
            assertThat(Whoami.name(dev)).isEqualTo("dev");
        }

        @Test
        void on_a_parameter(@Developer KubeAccess dev) throws ApiException {
            assertThat(Whoami.name(dev)).isEqualTo("dev");
        }
    }

    @KubeUser("inherited")
    abstract static class Parent {
        @KubeUser("inherited")
        KubeAccess field;
    }

    @KubeUser("from-interface")
    interface Declaring {}

    @Nested
    @KubeUser("own")
    class Inheriting extends Parent implements Declaring {
        @Test
        void superclass_interface_and_class_all_declare(
                @KubeUser("inherited") KubeAccess inherited,
                @KubeUser("from-interface") KubeAccess fromInterface,
                @KubeUser("own") KubeAccess own)
                throws ApiException {
            assertThat(Whoami.name(inherited)).isEqualTo("inherited");
            assertThat(Whoami.name(fromInterface)).isEqualTo("from-interface");
            assertThat(Whoami.name(own)).isEqualTo("own");
            assertThat(field).isSameAs(inherited);
        }
    }

    @Nested
    class OnAMethod {
        @Test
        @KubeUser("only-here")
        void its_parameter_needs_no_name(KubeAccess access) throws ApiException {
            assertThat(Whoami.name(access)).isEqualTo("only-here");
        }

        @Test
        void a_parameter_declares_for_itself(@KubeUser(value = "p", groups = "g") KubeAccess access)
                throws ApiException {
            assertThat(Whoami.of(access.apiClient()).getGroups()).contains("g");
        }

        @Test
        void a_parameter_declares_for_its_neighbour(
                @KubeUser("p") KubeAccess access, AuthenticationV1Api authentication) throws ApiException {
            assertThat(Whoami.of(authentication.getApiClient()).getUsername()).isEqualTo("p");
            assertThat(access.name()).isEqualTo("p");
        }
    }

    @Nested
    @KubeUser("outer")
    class Enclosing {
        @KubeUser("outer")
        private KubeAccess field;

        @Nested
        @KubeUser("inner")
        class Enclosed {
            @Test
            void sees_both(@KubeUser("outer") KubeAccess outer, @KubeUser("inner") KubeAccess inner)
                    throws ApiException {
                assertThat(Whoami.name(outer)).isEqualTo("outer");
                assertThat(Whoami.name(inner)).isEqualTo("inner");
                assertThat(outer).as("issued once for the enclosing class").isSameAs(field);
            }
        }
    }

    @Nested
    @KubeUser("field-user")
    class Fields {
        @KubeUser("field-user")
        static KubeAccess shared;

        @KubeUser("field-user")
        private KubeAccess own;

        @KubeAdmin
        private KubeAccess admin;

        @Test
        void static_and_instance_fields_are_set() throws ApiException {
            assertThat(Whoami.name(shared)).isEqualTo("field-user");
            assertThat(own).isSameAs(shared);
            assertThat(admin.groups()).contains("system:masters");
        }
    }

    @Nested
    class FieldsAlone {
        @KubeUser("alone")
        private KubeAccess alone;

        @Test
        void a_field_declares_too(KubeAccess parameter) throws ApiException {
            assertThat(Whoami.name(alone)).isEqualTo("alone");
            assertThat(parameter).isSameAs(alone);
        }
    }

    @Nested
    @KubeUser("lifecycle")
    class Lifecycle {
        static KubeAccess fromBeforeAll;

        private final KubeAccess fromConstructor;
        private KubeAccess fromBeforeEach;

        Lifecycle(KubeAccess constructor) {
            fromConstructor = constructor;
        }

        @BeforeAll
        static void beforeAll(KubeAccess access) {
            fromBeforeAll = access;
        }

        @BeforeEach
        void beforeEach(KubeAccess access) {
            fromBeforeEach = access;
        }

        @AfterEach
        void afterEach(KubeAccess access) {
            assertThat(access.get("/healthz").body()).isEqualTo("ok");
        }

        @AfterAll
        static void afterAll(KubeAccess access) {
            assertThat(access.get("/healthz").body()).isEqualTo("ok");
        }

        @Test
        void one_user_for_all_of_them(KubeAccess access) {
            assertThat(List.of(fromConstructor, fromBeforeAll, fromBeforeEach)).allMatch(each -> each == access);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @KubeUser("per-class")
    class PerClass {
        @KubeUser("per-class")
        private KubeAccess field;

        private KubeAccess fromBeforeAll;

        @BeforeAll
        void beforeAll(KubeAccess access) {
            fromBeforeAll = access;
        }

        @Test
        void works_alike(KubeAccess access) {
            assertThat(access).isSameAs(field).isSameAs(fromBeforeAll);
        }
    }

    @Nested
    @KubeUser("templates")
    class Templates {
        @ParameterizedTest
        @ValueSource(strings = {"/healthz", "/livez"})
        void parameterized(String path, KubeAccess access) {
            assertThat(access.get(path).body()).isEqualTo("ok");
        }

        @RepeatedTest(3)
        @KubeUser("repeated")
        void repeated(@KubeUser("repeated") KubeAccess access) throws ApiException {
            assertThat(Whoami.name(access)).isEqualTo("repeated");
        }

        @TestFactory
        Stream<DynamicTest> factory(KubeAccess access) {
            return Stream.of("/healthz", "/readyz")
                    .map(path -> DynamicTest.dynamicTest(
                            path, () -> assertThat(access.get(path).body()).isEqualTo("ok")));
        }

        @TestTemplate
        @ExtendWith(Twice.class)
        void template(KubeAccess access) throws ApiException {
            assertThat(Whoami.name(access)).isEqualTo("templates");
        }
    }

    static final class Twice implements TestTemplateInvocationContextProvider {
        @Override
        public boolean supportsTestTemplate(ExtensionContext context) {
            return true;
        }

        @Override
        public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
            return Stream.of(new TestTemplateInvocationContext() {}, new TestTemplateInvocationContext() {});
        }
    }
}
