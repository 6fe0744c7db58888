package dev.kubeuser.internal.plan;

import dev.kubeuser.credential.SubjectSpec;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The subjects declared for one place in the tests: on its parameters, its method, its class and the classes around it,
 * and on the fields of those classes. Equal declarations of one subject are one; different ones are an error.
 */
public final class DeclaredSubjects {

    private final Class<?> testClass;
    private final Map<String, DeclaredSubject> bySubject = new LinkedHashMap<>();

    private DeclaredSubjects(Class<?> testClass) {
        this.testClass = testClass;
    }

    /** Those of class, enclosing classes and, within a test, its method. */
    public static DeclaredSubjects in(ExtensionContext context) {
        DeclaredSubjects subjects = annotatedIn(context);
        subjects.addFields(context, declaration -> !declaration.isReference());
        subjects.addFields(context, DeclaredSubject::isReference);
        return subjects;
    }

    /** Those of {@link #in} that stand on a class or method, and are wanted whether something is injected or not. */
    public static DeclaredSubjects annotatedIn(ExtensionContext context) {
        DeclaredSubjects subjects = new DeclaredSubjects(context.getRequiredTestClass());
        context.getTestMethod().ifPresent(method -> subjects.addAll(method, Places.of(method), null));
        for (Class<?> type : TestClasses.innermostFirst(context)) {
            subjects.addAll(type, Places.of(type), type);
        }
        return subjects;
    }

    /** Those of {@link #in}, and on a constructor or method and its parameters. */
    public static DeclaredSubjects in(ExtensionContext context, Executable executable) {
        DeclaredSubjects subjects = in(context);
        @Nullable Class<?> owner = context.getTestMethod().isPresent() ? null : context.getRequiredTestClass();
        subjects.addAll(executable, Places.of(executable), owner);
        for (Parameter parameter : executable.getParameters()) {
            Annotations.on(parameter, Places.of(parameter), owner).forEach(subjects::addUnlessReference);
        }
        return subjects;
    }

    /** Those that stand on the test methods of a class, for a hint to who looks for them in vain. */
    static DeclaredSubjects onMethodsOf(Class<?> type) {
        DeclaredSubjects subjects = new DeclaredSubjects(type);
        ReflectionSupport.findMethods(type, Annotations::areOn, HierarchyTraversalMode.TOP_DOWN)
                .forEach(method -> subjects.addAll(method, Places.of(method), null));
        return subjects;
    }

    private static List<Field> fieldsOf(Class<?> type) {
        return ReflectionSupport.findFields(type, Annotations::areOn, HierarchyTraversalMode.TOP_DOWN);
    }

    private void addFields(ExtensionContext context, Predicate<DeclaredSubject> which) {
        for (Class<?> type : TestClasses.innermostFirst(context)) {
            for (Field field : fieldsOf(type)) {
                Annotations.on(field, Places.of(field), type).stream()
                        .filter(which)
                        .forEach(this::addUnlessReference);
            }
        }
    }

    private void addAll(AnnotatedElement element, String place, @Nullable Class<?> owner) {
        Annotations.on(element, place, owner).forEach(this::add);
    }

    /** On a parameter or field a bare name means the subject of that name, if there is one. */
    private void addUnlessReference(DeclaredSubject declaration) {
        if (declaration.isReference()) {
            if (bySubject.containsKey(declaration.subject())) {
                return;
            }
            requireNotElsewhere(declaration);
        }
        add(declaration);
    }

    /** A bare name that another method declares with settings would silently become a subject without them. */
    private void requireNotElsewhere(DeclaredSubject declaration) {
        onMethodsOf(testClass)
                .find(declaration.spec())
                .filter(elsewhere -> !elsewhere.spec().equals(declaration.spec()))
                .ifPresent(elsewhere -> {
                    throw new ExtensionConfigurationException("The " + declaration.subject() + " on "
                            + declaration.place() + " is declared on " + elsewhere.place()
                            + " and in scope only there: declare it on the class, or give this one another name");
                });
    }

    private void add(DeclaredSubject declaration) {
        DeclaredSubject earlier = bySubject.put(declaration.subject(), declaration);
        if (earlier != null && !earlier.spec().equals(declaration.spec())) {
            throw new ExtensionConfigurationException("The " + declaration.subject()
                    + " is declared twice with different settings:\n  " + describe(earlier) + "\n  "
                    + describe(declaration) + "\nDeclare it alike, or give one of the two another name.");
        }
    }

    private static String describe(DeclaredSubject declaration) {
        return "on " + declaration.place() + ": " + declaration.spec().settings();
    }

    public Collection<DeclaredSubject> all() {
        return bySubject.values();
    }

    public boolean isEmpty() {
        return bySubject.isEmpty();
    }

    /** The declaration of the subject that an annotation names, whatever else it says. */
    Optional<DeclaredSubject> find(SubjectSpec spec) {
        return Optional.ofNullable(bySubject.get(spec.subject()));
    }

    /** For messages: {@code user "alice" (class Foo), user "bob" (method bar)}. */
    public String describe() {
        return bySubject.values().stream()
                .map(declaration -> declaration.subject() + " (" + declaration.place() + ")")
                .collect(Collectors.joining(", "));
    }
}
