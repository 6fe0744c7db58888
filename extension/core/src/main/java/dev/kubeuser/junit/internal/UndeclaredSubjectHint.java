// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import java.lang.reflect.AnnotatedElement;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Advises what to do if JUnit finds no resolver for a parameter: of one of our types, or of any type in a class with
 * our annotations. Without an annotation the extension is not registered, and it leaves types of others to other
 * extensions, so it cannot say so itself. JUnit's launcher finds this listener by its service file.
 */
public final class UndeclaredSubjectHint implements TestExecutionListener {

    private static final System.Logger LOG = System.getLogger(UndeclaredSubjectHint.class.getName());
    private static final String OURS = "dev.kubeuser.";
    private static final Pattern UNRESOLVED = Pattern.compile(
            "No ParameterResolver registered for parameter \\[(\\S+) .*?\\] in (method|constructor) \\[(.*)]");

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        result.getThrowable()
                .map(Throwable::getMessage)
                .map(UNRESOLVED::matcher)
                .filter(Matcher::find)
                .flatMap(unresolved -> hint(test, unresolved))
                .ifPresent(hint -> LOG.log(System.Logger.Level.WARNING, hint));
    }

    private static Optional<String> hint(TestIdentifier test, Matcher unresolved) {
        String type = unresolved.group(1);
        if (type.startsWith(OURS)) {
            return Optional.of(undeclared(unresolved, type));
        }
        return isOurs(test)
                ? Optional.of("kubeuser: a " + type + " cannot be injected into " + unresolved.group(3)
                        + Injection.others() + ". Clients of other libraries come with their modules or from"
                        + " Kubeconfig and PemFiles")
                : Optional.empty();
    }

    /** Whether a test is in a class that registers the extension, or in one that is nested in such a class. */
    private static boolean isOurs(TestIdentifier test) {
        return test.getSource().stream()
                .flatMap(source -> source instanceof MethodSource method
                        ? Stream.concat(Stream.of(method.getJavaMethod()), around(method.getJavaClass()))
                        : source instanceof ClassSource type ? around(type.getJavaClass()) : Stream.empty())
                .flatMap(element -> AnnotationSupport.findRepeatableAnnotations(element, ExtendWith.class).stream())
                .flatMap(extended -> Stream.of(extended.value()))
                .anyMatch(extension -> extension.getName().startsWith(OURS));
    }

    private static Stream<AnnotatedElement> around(Class<?> type) {
        return Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getEnclosingClass)
                .map(AnnotatedElement.class::cast);
    }

    private static String undeclared(Matcher unresolved, String type) {
        return "kubeuser: no subject is declared for the " + type.substring(type.lastIndexOf('.') + 1) + " of "
                + unresolved.group(3) + ": put @KubeUser(\"...\") on the class, the method or the parameter";
    }
}
