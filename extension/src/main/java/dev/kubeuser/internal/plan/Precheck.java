package dev.kubeuser.internal.plan;

import dev.kubeuser.internal.jupiter.AccessTableExtension;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
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
public final class Precheck {

    private Precheck() {}

    /** For a method whose class does not know this extension. */
    public static void ofMethod(ExtensionContext context) {
        context.getTestMethod().filter(Precheck::isAnnotated).ifPresent(method -> check(context, method));
    }

    public static void ofClass(ExtensionContext context) {
        DeclaredSubjects.in(context);
        annotatedExecutables(context.getRequiredTestClass()).forEach(executable -> check(context, executable));
        AccessTableExtension.check(context);
    }

    private static Stream<Executable> annotatedExecutables(Class<?> type) {
        List<Method> methods =
                ReflectionSupport.findMethods(type, Precheck::isAnnotated, HierarchyTraversalMode.TOP_DOWN);
        return Stream.concat(
                methods.stream(), Arrays.stream(type.getDeclaredConstructors()).filter(Precheck::isAnnotated));
    }

    private static boolean isAnnotated(Executable executable) {
        return Arrays.stream(executable.getParameters()).anyMatch(Annotations::areOfInjectionOn);
    }

    private static void check(ExtensionContext context, Executable executable) {
        Becoming becoming = new Becoming(context);
        SubjectLookup subjects = new SubjectLookup(context, DeclaredSubjects.in(context, executable));
        Arrays.stream(executable.getParameters())
                .map(InjectionPoint::of)
                .filter(InjectionPoint::isForUs)
                .forEach(point -> check(becoming, subjects, point));
    }

    private static void check(Becoming becoming, SubjectLookup subjects, InjectionPoint point) {
        point.requireInjectable();
        if (point.wantsSubject()) {
            becoming.requirePossible(subjects.wantedBy(point), point);
        }
    }
}
