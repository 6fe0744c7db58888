package dev.kubeuser;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.junit.internal.ClusterScope;
import dev.kubeuser.junit.internal.DeclarationSource;
import dev.kubeuser.junit.internal.Declared;
import dev.kubeuser.junit.internal.EarlyInitializer;
import dev.kubeuser.junit.internal.InjectedClients;
import dev.kubeuser.junit.internal.JUnitVersion;
import dev.kubeuser.junit.internal.Placement;
import dev.kubeuser.junit.internal.RecordScope;
import dev.kubeuser.junit.internal.Responsibility;
import dev.kubeuser.junit.internal.TestSubjects;
import dev.kubeuser.junit.internal.VersionScope;
import dev.kubeuser.run.internal.UnexpectedDenials;
import dev.kubeuser.table.internal.Line;
import dev.kubeuser.version.KubernetesVersion;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
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
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestInstancePreDestroyCallback;
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
 * <p>A class may use both: what the builder declares counts as if it were annotated on the class. Immutable and
 * thread-safe: JUnit calls it from several threads for tests that run in parallel, and all state is in JUnit's stores.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class KubeUserExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                TestInstancePostProcessor,
                TestInstancePreDestroyCallback,
                ParameterResolver,
                TestTemplateInvocationContextProvider,
                InvocationInterceptor,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    private static final DeclarationSource DECLARED = new AnnotationReader();

    private final Declared.@Nullable InCode declared;

    /** An extension that serves annotations; JUnit calls this for {@code @ExtendWith}. */
    public KubeUserExtension() {
        this(null);
    }

    KubeUserExtension(Declared.@Nullable InCode declared) {
        JUnitVersion.require();
        this.declared = declared;
    }

    /**
     * {@return a builder of an extension that declares in code what annotations declare on a class}
     */
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
            versions(context);
        } else {
            beginClass(context);
        }
    }

    /** Returns the versions of Kubernetes that a class runs on, and finds mistakes in what it declares. */
    static List<KubernetesVersion> versions(ExtensionContext around) {
        return Placement.versions(around, DECLARED);
    }

    /** Provides what a class declares, before its tests on one version of Kubernetes. */
    static void beginRun(ExtensionContext ofRun) {
        VersionScope.requireOwnFields(placement(ofRun));
        beginClass(ofRun);
    }

    /** Provides what a class declares, before its tests. */
    private static void beginClass(ExtensionContext context) {
        Placement placement = placement(context);
        placement.validate();
        new RecordScope(placement).prepare();
        TestSubjects subjects = new TestSubjects(placement);
        subjects.begin();
        subjects.provide();
        subjects.inject(null);
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void beforeEach(ExtensionContext context) {
        if (isResponsible(context)) {
            Placement placement = placement(context);
            new RecordScope(placement).begin();
            TestSubjects subjects = new TestSubjects(placement);
            subjects.restore();
            subjects.provide();
            subjects.requireSpelledDenials();
        }
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void afterEach(ExtensionContext context) {
        if (isResponsible(context)) {
            Placement placement = placement(context);
            RecordScope record = new RecordScope(placement);
            record.end();
            Optional<Throwable> failure = context.getExecutionException();
            record.tell(failure.orElse(null));
            if (failure.isPresent()) {
                addDenials(placement, failure.get());
                addEarlyInitializer(failure.get(), context);
            } else {
                requireNoDenials(placement);
            }
        }
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void afterAll(ExtensionContext context) {
        if (isResponsible(context) && !isAroundRuns(context)) {
            endClass(context);
        }
    }

    /** Fails a class, or one of its runs, for what belongs to no test. A test that failed already says its denials. */
    static void endClass(ExtensionContext context) {
        Placement placement = placement(context);
        Optional<Throwable> failure = context.getExecutionException();
        if (failure.isPresent()) {
            new RecordScope(placement).tell(failure.get());
        } else {
            requireNoDenials(placement);
        }
    }

    private static void requireNoDenials(Placement placement) {
        RecordScope record = new RecordScope(placement);
        try {
            record.requireNoDenials(new ClusterScope(placement));
        } catch (AssertionError denials) {
            record.tell(denials);
            throw denials;
        }
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public <T> T interceptTestClassConstructor(
            InvocationInterceptor.Invocation<T> invocation,
            ReflectiveInvocationContext<Constructor<T>> constructor,
            ExtensionContext context)
            throws Throwable {
        try {
            return invocation.proceed();
        } catch (NullPointerException failure) {
            addEarlyInitializer(failure, context);
            throw failure;
        }
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        if (isResponsible(context) && !isAroundRuns(context)) {
            inject(testInstance, context);
        }
    }

    /** Sets the fields of an instance. */
    static void inject(Object testInstance, ExtensionContext context) {
        new TestSubjects(placement(context)).inject(testInstance);
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public void preDestroyTestInstance(ExtensionContext context) {
        TestInstancePreDestroyCallback.preDestroyTestInstances(
                context, instance -> InjectedClients.close(instance, context));
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return isResponsible(context) && !isAroundRuns(context) && injects(parameter, context);
    }

    /** Whether a parameter gets a value here. */
    static boolean injects(ParameterContext parameter, ExtensionContext context) {
        return placement(context).injects(parameter.getDeclaringExecutable(), parameter.getIndex());
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return give(parameter, context);
    }

    /** Returns the value of a parameter. */
    static Object give(ParameterContext parameter, ExtensionContext context) {
        return new TestSubjects(placement(context)).give(parameter.getDeclaringExecutable(), parameter.getIndex());
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return isResponsible(context) && !table(context).isEmpty();
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        return table(context).stream().map(Invocation::new);
    }

    private static List<Line> table(ExtensionContext context) {
        return placement(context).table();
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
            new TestSubjects(placement(context)).check(line);
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

    /** Explains the real cause of a failure: the cluster ended during the test, or a field was never injected. */
    private Throwable explain(ExtensionContext context, Throwable thrown) {
        if (thrown instanceof ClusterException || !isResponsible(context) || isAroundRuns(context)) {
            return thrown;
        }
        Placement placement = placement(context);
        Optional<String> ended = new ClusterScope(placement).failure();
        if (ended.isPresent()) {
            return new ClusterException(ended.get(), thrown);
        }
        addDenials(placement, thrown);
        if (thrown instanceof NullPointerException) {
            placement
                    .fieldLeftNull(context.getTestInstance())
                    .ifPresent(why -> thrown.addSuppressed(new ExtensionConfigurationException(why)));
        }
        return thrown;
    }

    /** Says what was refused in a test, once: a failure in a callback of another extension comes to no handler. */
    private static void addDenials(Placement placement, Throwable failure) {
        UnexpectedDenials.addTo(failure, () -> new RecordScope(placement).denials(new ClusterScope(placement)));
    }

    /** Says why another extension may have failed: it was created before what it needs was injected. */
    private static void addEarlyInitializer(Throwable failure, ExtensionContext context) {
        if (failure instanceof NullPointerException && failure.getSuppressed().length == 0) {
            EarlyInitializer.of(context.getRequiredTestClass(), DECLARED)
                    .ifPresent(why -> failure.addSuppressed(new ExtensionConfigurationException(why)));
        }
    }

    /** If annotations and a field both register the extension, only one of the two acts. */
    private boolean isResponsible(ExtensionContext context) {
        return Responsibility.isWith(this, context);
    }

    private static Placement placement(ExtensionContext context) {
        return Placement.of(context, DECLARED);
    }

    /** Whether a context is that of a class with {@link KubeVersions}, around its runs. */
    static boolean isAroundRuns(ExtensionContext context) {
        return VersionScope.isAround(context, DECLARED);
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
