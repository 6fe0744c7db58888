package dev.kubeuser;

import java.lang.reflect.Parameter;
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
final class KubeUserExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                TestInstancePostProcessor,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    @Override
    public void beforeAll(ExtensionContext context) {
        Precheck.ofClass(context);
        PolicyScope policy = new PolicyScope(context, new Scope(context));
        new PolicyCheck(policy).ofClass(context);
        issueDeclared(context);
        policy.apply(PolicyLevel.of(context));
        FieldInjection.intoClass(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Precheck.ofMethod(context);
        PolicyScope policy = new PolicyScope(context, new Scope(context));
        new PolicyCheck(policy).ofMethod(context);
        issueDeclared(context);
        policy.apply(PolicyLevel.of(context));
    }

    /** Starts the keys of all users first, so that they are generated side by side. */
    private static void issueDeclared(ExtensionContext context) {
        DeclaredUsers users = DeclaredUsers.annotatedIn(context);
        Scope scope = new Scope(context);
        users.all().forEach(scope::user);
        users.all().forEach(declaration -> scope.user(declaration).access());
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
                && !DeclaredUsers.in(context, parameterContext.getDeclaringExecutable())
                        .isEmpty();
    }

    @Override
    public Object resolveParameter(ParameterContext parameterContext, ExtensionContext context)
            throws ParameterResolutionException {
        if (NamespaceInjection.isWanted(parameterContext.getParameter())) {
            return NamespaceInjection.resolve(parameterContext.getParameter(), context);
        }
        DeclaredUsers users = DeclaredUsers.in(context, parameterContext.getDeclaringExecutable());
        return new Injector(context, users).resolve(InjectionPoint.of(parameterContext.getParameter()));
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
