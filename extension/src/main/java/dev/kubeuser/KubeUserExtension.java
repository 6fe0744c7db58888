package dev.kubeuser;

import java.lang.reflect.Parameter;
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
final class KubeUserExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                TestInstancePostProcessor,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    @Override
    public void beforeAll(ExtensionContext context) {
        Precheck.ofClass(context);
        PolicyScope policy = new PolicyScope(context, new Scope(context));
        new PolicyCheck(policy).ofClass(context);
        generateDeclared(context);
        policy.apply(PolicyLevel.of(context));
        issueDeclared(context);
        FieldInjection.intoClass(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        new ProofScope(context).begin();
        Precheck.ofMethod(context);
        PolicyScope policy = new PolicyScope(context, new Scope(context));
        new PolicyCheck(policy).ofMethod(context);
        generateDeclared(context);
        policy.apply(PolicyLevel.of(context));
        issueDeclared(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        new ProofScope(context).end();
    }

    /** Starts the keys of all users, so that they are generated side by side and while the policy is applied. */
    private static void generateDeclared(ExtensionContext context) {
        SubjectScope scope = new SubjectScope(context, new Scope(context));
        DeclaredSubjects.annotatedIn(context).all().forEach(scope::subject);
    }

    /** After the policy, which may bring ServiceAccounts and their namespaces. */
    private static void issueDeclared(ExtensionContext context) {
        SubjectScope scope = new SubjectScope(context, new Scope(context));
        DeclaredSubjects.annotatedIn(context)
                .all()
                .forEach(declaration -> scope.subject(declaration).access());
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
