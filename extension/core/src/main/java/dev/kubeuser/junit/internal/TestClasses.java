package dev.kubeuser.junit.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds the test class of a context, its enclosing classes, and their contexts. */
public final class TestClasses {

    private TestClasses() {}

    /** Returns the test class, then its enclosing classes. */
    public static List<Class<?>> innermostFirst(ExtensionContext context) {
        List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
        Collections.reverse(classes);
        classes.add(0, context.getRequiredTestClass());
        return classes;
    }

    /** Returns the context of one of these classes. */
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

    /** Returns the context of a test method, which is the parent of those of its invocations if it has several. */
    public static ExtensionContext contextOfMethod(ExtensionContext context) {
        Optional<ExtensionContext> parent = context.getParent();
        return parent.isPresent() && parent.get().getTestMethod().isPresent() ? contextOfMethod(parent.get()) : context;
    }
}
