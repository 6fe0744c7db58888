// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.junit.internal.Declared;
import dev.kubeuser.junit.internal.JUnitVersion;
import dev.kubeuser.junit.internal.Responsibility;
import dev.kubeuser.junit.internal.TestScope;
import dev.kubeuser.junit.internal.Versions;
import dev.kubeuser.table.internal.Line;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The extension behind the annotations. If you prefer code to annotations, register it in a static field:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final KubeUserExtension KUBERNETES = KubeUserExtension.builder()
 *         .manifests("deploy/rbac/")
 *         .user("alice", "developers")
 *         .serviceAccount("ci/deployer")
 *         .build();
 * }</pre>
 *
 * <p>A class may use both: what the builder declares has the effect of annotations on the class. Immutable and
 * thread-safe: JUnit calls it from several threads for tests that run in parallel, and all state is in JUnit's stores.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KubeUserExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                TestInstancePostProcessor,
                ParameterResolver,
                TestTemplateInvocationContextProvider,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    private static final Declared.Source DECLARED = new AnnotationReader();

    private final Declared.@Nullable InCode declared;

    /** An extension that serves annotations; JUnit calls this for {@code @ExtendWith}. */
    public KubeUserExtension() {
        this(null);
    }

    KubeUserExtension(Declared.@Nullable InCode declared) {
        JUnitVersion.require();
        this.declared = declared;
    }

    /** {@return a builder of an extension that declares in code what annotations declare on a class} */
    public static KubeUserExtensionBuilder builder() {
        return new KubeUserExtensionBuilder();
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void beforeAll(ExtensionContext context) {
        if (!Responsibility.begins(this, context)) {
            return;
        }
        if (isAroundRuns(context)) {
            List<KubernetesVersion> unused = versions(context);
        } else {
            scope(context).beginClass();
        }
    }

    /** Returns the versions of Kubernetes that a class runs on, and finds mistakes in what it declares. */
    static List<KubernetesVersion> versions(ExtensionContext around) {
        return Versions.of(around, DECLARED);
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void beforeEach(ExtensionContext context) {
        if (isResponsible(context)) {
            scope(context).beginTest();
        }
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void afterEach(ExtensionContext context) {
        if (isResponsible(context)) {
            scope(context).end();
        }
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void afterAll(ExtensionContext context) {
        if (isResponsible(context) && !isAroundRuns(context)) {
            scope(context).end();
        }
    }

    /** What the constructor and the fields of a test's own instance get ends with the test. */
    @API(status = API.Status.INTERNAL)
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        ExtensionContext ofClass = TestScope.contextOf(testInstance.getClass(), context);
        if (isResponsible(ofClass) && !isAroundRuns(ofClass)) {
            scope(ofClass).inject(testInstance, context);
        }
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext place = place(parameter, context);
        return isResponsible(place) && !isAroundRuns(place) && scope(place).injects(parameter);
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return scope(place(parameter, context)).give(parameter, context);
    }

    /** A constructor gets what its class declares, whichever test it makes an instance for. */
    private static ExtensionContext place(ParameterContext parameter, ExtensionContext context) {
        return parameter.getDeclaringExecutable() instanceof Constructor<?> constructor
                ? TestScope.contextOf(constructor.getDeclaringClass(), context)
                : context;
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return isResponsible(context) && !scope(context).table().isEmpty();
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        return scope(context).table().stream().map(Invocation::new);
    }

    /** Tests one line of an {@link AccessTable} or an {@link IdentityTable}. */
    private record Invocation(Line line) implements TestTemplateInvocationContext, BeforeTestExecutionCallback {

        @Override
        public String getDisplayName(int invocationIndex) {
            return line.text();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void beforeTestExecution(ExtensionContext context) {
            line.test().apply(scope(context)).run();
        }
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw explain(context, thrown);
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw explain(context, thrown);
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw explain(context, thrown);
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw explain(context, thrown);
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw explain(context, thrown);
    }

    private Throwable explain(ExtensionContext context, Throwable thrown) {
        return thrown instanceof ClusterException || !isResponsible(context) || isAroundRuns(context)
                ? thrown
                : scope(context).explained(thrown);
    }

    /** If annotations and a field both register the extension, only one of the two acts. */
    private boolean isResponsible(ExtensionContext context) {
        return Responsibility.isWith(this, context);
    }

    /** Returns what a class or a test has. */
    static TestScope scope(ExtensionContext context) {
        return new TestScope(context, DECLARED);
    }

    /** Whether a context is that of a class with {@link KubeVersions}, around its runs. */
    static boolean isAroundRuns(ExtensionContext context) {
        return Versions.isAround(context, DECLARED);
    }

    /** Returns what extensions declare that a class registers in fields. */
    static List<Declared.InCode> registeredBy(Class<?> type) {
        return ReflectionSupport.findFields(
                        type, field -> field.getType() == KubeUserExtension.class, HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .flatMap(field -> Stream.ofNullable(in(field)))
                .toList();
    }

    private static Declared.@Nullable InCode in(Field field) {
        if (!Modifier.isStatic(field.getModifiers())) {
            throw new ExtensionConfigurationException("The KubeUserExtension in field "
                    + field.getDeclaringClass().getName() + "." + field.getName()
                    + " is registered too late: make the field static");
        }
        try {
            field.setAccessible(true);
            KubeUserExtension registered = (KubeUserExtension) field.get(null);
            return registered == null ? null : registered.declared;
        } catch (IllegalAccessException denied) {
            throw new ExtensionConfigurationException("The field " + field + " could not be read", denied);
        }
    }
}
