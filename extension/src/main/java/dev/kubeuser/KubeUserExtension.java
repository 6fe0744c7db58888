package dev.kubeuser;

import dev.kubeuser.internal.jupiter.ClusterObituary;
import dev.kubeuser.internal.jupiter.ClusterScope;
import dev.kubeuser.internal.jupiter.FieldInjection;
import dev.kubeuser.internal.jupiter.Injector;
import dev.kubeuser.internal.jupiter.JUnitVersion;
import dev.kubeuser.internal.jupiter.PolicyScope;
import dev.kubeuser.internal.jupiter.RecordScope;
import dev.kubeuser.internal.jupiter.SubjectScope;
import dev.kubeuser.internal.plan.DeclaredSubjects;
import dev.kubeuser.internal.plan.Injectable;
import dev.kubeuser.internal.plan.InjectionPoint;
import dev.kubeuser.internal.plan.NamespaceInjection;
import dev.kubeuser.internal.plan.PolicyCheck;
import dev.kubeuser.internal.plan.PolicyLevel;
import dev.kubeuser.internal.plan.Precheck;
import dev.kubeuser.session.internal.SubjectAccess;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Connects JUnit's callbacks with what the annotations ask for. Holds no state. */
public final class KubeUserExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                TestInstancePostProcessor,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    /** Called by JUnit. Fails if that is older than 5.12. */
    public KubeUserExtension() {
        JUnitVersion.require();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Precheck.ofClass(context);
        new RecordScope(context).prepare();
        ClusterScope scope = new ClusterScope(context);
        PolicyScope policy = new PolicyScope(context, scope);
        new PolicyCheck(policy).ofClass(context);
        provide(context, scope, policy);
        FieldInjection.intoClass(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Precheck.ofMethod(context);
        ClusterScope scope = new ClusterScope(context);
        PolicyScope policy = new PolicyScope(context, scope);
        new PolicyCheck(policy).ofMethod(context);
        new RecordScope(context).begin();
        provide(context, scope, policy);
    }

    /**
     * Starts the keys of all users first, so that they are generated side by side and while the policy is applied; issues
     * last, for the policy may bring ServiceAccounts and their namespaces.
     */
    private static void provide(ExtensionContext context, ClusterScope scope, PolicyScope policy) {
        SubjectScope subjects = new SubjectScope(context, scope);
        List<SubjectAccess> declared = new ArrayList<>();
        DeclaredSubjects.annotatedIn(context).all().forEach(each -> declared.add(subjects.subject(each)));
        policy.apply(PolicyLevel.of(context));
        declared.forEach(SubjectAccess::access);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        new RecordScope(context).end();
    }

    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        FieldInjection.intoInstance(context, testInstance);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext context) {
        Parameter parameter = parameterContext.getParameter();
        if (NamespaceInjection.isWanted(parameter)
                || InjectionPoint.of(parameter).isForUs()) {
            return true;
        }
        return Injectable.isSupported(parameter.getType())
                && !DeclaredSubjects.in(context, parameterContext.getDeclaringExecutable())
                        .isEmpty();
    }

    @Override
    public Object resolveParameter(ParameterContext parameterContext, ExtensionContext context)
            throws ParameterResolutionException {
        if (NamespaceInjection.isWanted(parameterContext.getParameter())) {
            return NamespaceInjection.resolve(parameterContext.getParameter(), context);
        }
        DeclaredSubjects subjects = DeclaredSubjects.in(context, parameterContext.getDeclaringExecutable());
        return new Injector(context, subjects).resolve(InjectionPoint.of(parameterContext.getParameter()));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw ClusterObituary.explain(context, thrown);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw ClusterObituary.explain(context, thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw ClusterObituary.explain(context, thrown);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw ClusterObituary.explain(context, thrown);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw ClusterObituary.explain(context, thrown);
    }
}
