package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.testkit.EngineRun;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An extension in an instance field is created before instance fields are injected: that is said where it fails. */
class EarlyInitializerTest {

    private record Named(String name) implements BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {}
    }

    private record Starting(KubeAccess operator) implements BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {
            operator.name();
        }
    }

    static class InInitializer {
        @KubeUser("alice")
        KubeAccess alice;

        @RegisterExtension
        final Named other = new Named(alice.name());

        @Test
        void does_not_begin() {}
    }

    static class InCallback {
        @KubeUser("alice")
        KubeAccess alice;

        @RegisterExtension
        final Starting other = new Starting(alice);

        @Test
        void does_not_begin() {}
    }

    static class ByConstructor {
        @RegisterExtension
        final Starting other;

        ByConstructor(@KubeUser("alice") KubeAccess alice) {
            other = new Starting(alice);
        }

        @Test
        void begins() {}
    }

    @ParameterizedTest
    @ValueSource(classes = {InInitializer.class, InCallback.class})
    void what_is_null_is_named(Class<?> testClass) {
        EngineRun run = EngineRun.of(Map.of(), testClass);

        assertThat(run.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("The field " + testClass.getName() + ".other is initialized before instance"
                                + " fields are injected, so its initializer sees alice as null: inject that into a"
                                + " static field or a parameter of the constructor"));
    }

    @Test
    void a_parameter_of_the_constructor_is_there() {
        EngineRun.of(Map.of(), ByConstructor.class).assertSuccessful(1);
    }
}
