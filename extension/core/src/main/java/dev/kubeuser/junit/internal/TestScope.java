// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClientLibraries.ProvidedClient;
import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.base.internal.OpenResources;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.junit.internal.DeclaredSubjects.DeclaredSubject;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.run.internal.Scope;
import dev.kubeuser.run.internal.SubjectAccess;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.table.internal.Line;
import dev.kubeuser.webhook.WebhookEndpoint;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/** What a class or a test has: provides what its plan declares, and ends it. */
public final class TestScope implements Line.Asked {

    private final Placement placement;
    private final ClusterScope cluster;
    private final RecordScope record;
    private final PolicyScope policy;

    /**
     * Finds the plan of a place.
     *
     * @param source says what test classes declare
     */
    public TestScope(ExtensionContext context, Declared.Source source) {
        this.placement = Placement.of(context, source);
        this.cluster = new ClusterScope(placement);
        this.record = new RecordScope(placement, cluster);
        this.policy = new PolicyScope(placement, cluster);
    }

    /**
     * Returns the context of the test class of a context, or of one of its enclosing classes.
     *
     * @param owner the class, or a class that another extension derives from it
     */
    public static ExtensionContext contextOf(Class<?> owner, ExtensionContext context) {
        Optional<ExtensionContext> current = Optional.of(context);
        while (current.isPresent() && !isContextOf(owner, current.get())) {
            current = current.get().getParent();
        }
        return current.orElse(context);
    }

    private static boolean isContextOf(Class<?> owner, ExtensionContext context) {
        return context.getTestMethod().isEmpty()
                && context.getTestClass()
                        .filter(type -> type.isAssignableFrom(owner))
                        .isPresent();
    }

    /** Provides what a class declares, before its tests. Mistakes are errors before anything starts. */
    public void beginClass() {
        placement.ofClass().validate();
        record.prepare();
        begin();
        provide();
        inject(null, placement.context());
    }

    /** Provides what a class declares, before its tests on one version of Kubernetes. */
    public void beginRun() {
        Versions.requireOwnFields(placement);
        beginClass();
    }

    /** Provides what a test declares, and undoes what an earlier test has changed for all. */
    public void beginTest() {
        record.begin();
        cluster.restoreAuthentication();
        provide();
        requireSpelledDenials();
    }

    /** Fails a test, a class or one of its runs for its denials, or adds them to its failure. */
    public void end() {
        record.end();
    }

    /** Starts the cluster, and generating the keys of all users. Both go on while the caller does something else. */
    private void begin() {
        placement.annotated().all().forEach(this::subject);
    }

    /** Returns the subject of a declaration. For a user, key generation starts at once. */
    private SubjectAccess subject(DeclaredSubject declared) {
        Scope scope = cluster.scope(declared.owner());
        return cluster.own(declared.owner())
                .keep(SubjectAccess.class, declared.spec(), () -> scope.subject(declared.spec()));
    }

    /** Waits for the access of a subject, and notes who it is if that was not known before. */
    private KubeAccess access(DeclaredSubject declared) {
        KubeAccess access = subject(declared).access();
        if (declared.userName().isEmpty()) {
            record.hold(access.name());
            placement.denials().recognize(declared.spec(), access.name());
        }
        return access;
    }

    /**
     * Applies the policy while keys are generated. Issues credentials last, because the policy may contain
     * ServiceAccounts and their namespaces.
     */
    private void provide() {
        begin();
        policy.apply();
        if (placement.denials().isStrict()) {
            scope().listener();
        }
        placement.annotated().all().forEach(this::access);
    }

    /**
     * Requires that the denials that a test expects are spelled correctly. Its policy and its class may define
     * resources.
     */
    private void requireSpelledDenials() {
        if (placement.denials().isExpecting()) {
            cluster.begun().ifPresent(placement.denials()::requireSpelled);
        }
    }

    /**
     * Sets the static fields of a class, or the fields of an instance.
     *
     * @param end the context with which clients of other libraries end: that of a test if it has its own instance
     */
    public void inject(@Nullable Object instance, ExtensionContext end) {
        placement.ofClass().fields().forEach((field, injection) -> {
            if (Modifier.isStatic(field.getModifiers()) == (instance == null)) {
                set(field, instance, give(injection, end));
            }
        });
    }

    private static void set(Field field, @Nullable Object instance, Object value) {
        try {
            field.setAccessible(true);
            field.set(instance, value);
        } catch (IllegalAccessException | RuntimeException denied) {
            throw new ExtensionConfigurationException("The " + Places.of(field) + " could not be set", denied);
        }
    }

    /** Whether a parameter gets a value here. */
    public boolean injects(ParameterContext parameter) {
        return injection(parameter).isPresent();
    }

    private Optional<Injection> injection(ParameterContext parameter) {
        return placement.injection(parameter.getDeclaringExecutable(), parameter.getIndex());
    }

    /**
     * Returns the value for a parameter.
     *
     * @param end the context with which a client of another library ends
     */
    public Object give(ParameterContext parameter, ExtensionContext end) {
        return give(injection(parameter).orElseThrow(), end);
    }

    private Object give(Injection injection, ExtensionContext end) {
        Object value = injection.requirePossible().value().apply(this);
        return value instanceof ProvidedClient provided
                ? clients(end).add(provided).client()
                : value;
    }

    private static OpenResources clients(ExtensionContext context) {
        return ExtensionStore.of(context)
                .getOrComputeIfAbsent(
                        ExtensionStore.key(OpenResources.class, context.getUniqueId()),
                        absent -> new OpenResources(),
                        OpenResources.class);
    }

    /** Returns what this place gets on its cluster: what a test sets there ends with the test. */
    Scope scope() {
        return cluster.scope();
    }

    WebhookEndpoint webhooks() {
        Class<?> owner = placement.ofClass().webhookOwner();
        if (owner == null) {
            throw new ExtensionConfigurationException(
                    "A WebhookEndpoint is injected into classes with @KubeWebhooks: put it on "
                            + placement.ofClass().type());
        }
        return cluster.scope(owner).webhooks();
    }

    String namespace(String name) {
        return policy.namespace(name);
    }

    /** Gives a form of the access of a subject. */
    Object give(Class<?> type, DeclaredSubject wanted) {
        wanted.userName().ifPresent(record::hold);
        return type == CertificateFlow.class && wanted.spec() instanceof UserSpec user
                ? scope().flow(user)
                : form(type, access(wanted));
    }

    Object form(Class<?> type, KubeAccess access) {
        return Injection.form(type, access.inNamespace(policy.defaultNamespace()));
    }

    /** Replaces a failure by its real cause if the cluster has ended. Otherwise adds its denials. */
    public Throwable explained(Throwable failure) {
        Optional<String> ended = cluster.failure();
        if (ended.isPresent()) {
            return new ClusterException(ended.get(), failure);
        }
        return record.explained(failure);
    }

    /** The lines of the method's tables; empty if it has none. */
    public List<Line> table() {
        return placement.table();
    }

    /** Runs the assertion of a table's line. */
    public void check(Line line) {
        line.test().apply(this).run();
    }

    @Override
    public AbstractAccessAssert<?, ?> about(String subject) {
        Optional<KubeAccess> declared =
                placement.subjects().findMentioned(subject).map(this::access);
        return declared.isPresent()
                ? KubeAssertions.assertThat(declared.get())
                : KubeAssertions.assertThat(ReviewedSubject.of(scope().running(), subject));
    }

    @Override
    public EffectivePolicy policy() {
        return ClusterPolicy.inForce(cluster());
    }

    @Override
    public Cluster cluster() {
        scope().listener();
        return scope().running();
    }
}
