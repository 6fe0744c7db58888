package dev.kubeuser.plan.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where a context stands: its test class, the classes around it, and the contexts that belong to them. */
public final class TestClasses {

    private TestClasses() {}

    /** The test class, then those that enclose it. */
    public static List<Class<?>> innermostFirst(ExtensionContext context) {
        List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
        Collections.reverse(classes);
        classes.add(0, context.getRequiredTestClass());
        return classes;
    }

    /** The context of one of these classes, as a whole. */
    public static ExtensionContext contextOf(Class<?> owner, ExtensionContext context) {
        Optional<ExtensionContext> current = Optional.of(context);
        while (current.isPresent() && !isContextOf(owner, current.get())) {
            current = current.get().getParent();
        }
        return current.orElse(context);
    }

    private static boolean isContextOf(Class<?> owner, ExtensionContext context) {
        return context.getTestMethod().isEmpty()
                && context.getTestClass().filter(owner::equals).isPresent();
    }

    /** The context of a test method, above those of its invocations if it has several. */
    public static ExtensionContext contextOfMethod(ExtensionContext context) {
        Optional<ExtensionContext> parent = context.getParent();
        return parent.isPresent() && parent.get().getTestMethod().isPresent() ? contextOfMethod(parent.get()) : context;
    }
}
