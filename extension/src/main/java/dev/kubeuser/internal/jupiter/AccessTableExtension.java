package dev.kubeuser.internal.jupiter;

import dev.kubeuser.AccessTable;
import dev.kubeuser.internal.plan.AccessLine;
import dev.kubeuser.internal.plan.AccessTableFile;
import dev.kubeuser.internal.plan.DeclaredSubjects;
import dev.kubeuser.internal.plan.PolicyLevel;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** Makes an invocation of each line of an {@link AccessTable}. All lines are read before the first is tested. */
public final class AccessTableExtension implements TestTemplateInvocationContextProvider {

    /** Reads the tables of a class before a cluster is started for it. */
    public static void check(ExtensionContext context) {
        AnnotationSupport.findAnnotatedMethods(
                        context.getRequiredTestClass(), AccessTable.class, HierarchyTraversalMode.TOP_DOWN)
                .forEach(method -> lines(context, method));
    }

    private static List<AccessLine> lines(ExtensionContext context, Method method) {
        String table = AnnotationSupport.findAnnotation(method, AccessTable.class)
                .orElseThrow()
                .value();
        List<AccessLine> lines = new AccessTableFile(context.getRequiredTestClass(), table, namespaces(context)).read();
        TableSubjects subjects = new TableSubjects(context, DeclaredSubjects.in(context, method));
        lines.forEach(subjects::requireKnown);
        return lines;
    }

    /** Those of the class: a method's own are there only when it runs. */
    private static Map<String, String> namespaces(ExtensionContext context) {
        PolicyLevel level = PolicyLevel.of(context);
        PolicyLevel around = level.outer();
        PolicyScope scope = new PolicyScope(context, new ClusterScope(context));
        return scope.placeholders(level.owner() == null && around != null ? around : level);
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), AccessTable.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        return lines(context, context.getRequiredTestMethod()).stream().map(Invocation::new);
    }

    private record Invocation(AccessLine line) implements TestTemplateInvocationContext, BeforeTestExecutionCallback {

        @Override
        public String getDisplayName(int invocationIndex) {
            return line.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void beforeTestExecution(ExtensionContext context) {
            line.check(new TableSubjects(context, DeclaredSubjects.in(context)).find(line));
        }
    }
}
