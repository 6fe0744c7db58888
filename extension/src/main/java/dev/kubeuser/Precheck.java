package dev.kubeuser;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Looks at all annotated places of a test class before a cluster is started for it, so that a mistake on a later test's
 * parameter is reported at once.
 */
final class Precheck {

    private Precheck() {}

    static void of(ExtensionContext context) {
        DeclaredUsers.in(context);
        annotatedExecutables(context.getRequiredTestClass()).forEach(executable -> check(context, executable));
    }

    private static Stream<Executable> annotatedExecutables(Class<?> type) {
        List<Method> methods =
                ReflectionSupport.findMethods(type, Precheck::isAnnotated, HierarchyTraversalMode.TOP_DOWN);
        return Stream.concat(
                methods.stream(), Arrays.stream(type.getDeclaredConstructors()).filter(Precheck::isAnnotated));
    }

    private static boolean isAnnotated(Executable executable) {
        return Arrays.stream(executable.getParameters()).anyMatch(Precheck::isAnnotated);
    }

    private static boolean isAnnotated(Parameter parameter) {
        return Annotations.areOn(parameter) || Annotations.isAdmin(parameter);
    }

    private static void check(ExtensionContext context, Executable executable) {
        DeclaredUsers.in(context, executable);
        Arrays.stream(executable.getParameters())
                .filter(Precheck::isAnnotated)
                .map(InjectionPoint::of)
                .forEach(InjectionPoint::requireInjectable);
    }
}
