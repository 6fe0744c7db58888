package dev.kubeuser;

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
 * The users declared for one place in the tests: on its parameters, its method, its class and the classes around it, and
 * on the fields of those classes. Equal declarations of one user are one; different ones are an error.
 */
final class DeclaredUsers {

    private final Class<?> testClass;
    private final Map<String, Declaration> byName = new LinkedHashMap<>();

    private DeclaredUsers(Class<?> testClass) {
        this.testClass = testClass;
    }

    /** Those of class, enclosing classes and, within a test, its method. */
    static DeclaredUsers in(ExtensionContext context) {
        DeclaredUsers users = annotatedIn(context);
        users.addFields(context, annotation -> !Declaration.isReference(annotation));
        users.addFields(context, Declaration::isReference);
        return users;
    }

    /** Those of {@link #in} that stand on a class or method, and are wanted whether something is injected or not. */
    static DeclaredUsers annotatedIn(ExtensionContext context) {
        DeclaredUsers users = new DeclaredUsers(context.getRequiredTestClass());
        context.getTestMethod().ifPresent(method -> users.addAll(method, Places.of(method), null));
        for (Class<?> type : TestClasses.innermostFirst(context)) {
            users.addAll(type, Places.of(type), type);
        }
        return users;
    }

    /** Those of {@link #in}, and on a constructor or method and its parameters. */
    static DeclaredUsers in(ExtensionContext context, Executable executable) {
        DeclaredUsers users = in(context);
        @Nullable Class<?> owner = context.getTestMethod().isPresent() ? null : context.getRequiredTestClass();
        users.addAll(executable, Places.of(executable), owner);
        for (Parameter parameter : executable.getParameters()) {
            for (KubeUser annotation : Annotations.on(parameter)) {
                users.addUnlessReference(annotation, Places.of(parameter), owner);
            }
        }
        return users;
    }

    /** Those that stand on the test methods of a class, for a hint to who looks for them in vain. */
    static DeclaredUsers onMethodsOf(Class<?> type) {
        DeclaredUsers users = new DeclaredUsers(type);
        ReflectionSupport.findMethods(type, Annotations::areOn, HierarchyTraversalMode.TOP_DOWN)
                .forEach(method -> users.addAll(method, Places.of(method), null));
        return users;
    }

    private static List<Field> fieldsOf(Class<?> type) {
        return ReflectionSupport.findFields(type, Annotations::areOn, HierarchyTraversalMode.TOP_DOWN);
    }

    private void addFields(ExtensionContext context, Predicate<KubeUser> which) {
        for (Class<?> type : TestClasses.innermostFirst(context)) {
            for (Field field : fieldsOf(type)) {
                Annotations.on(field).stream()
                        .filter(which)
                        .forEach(annotation -> addUnlessReference(annotation, Places.of(field), type));
            }
        }
    }

    private void addAll(AnnotatedElement element, String place, @Nullable Class<?> owner) {
        Annotations.on(element).forEach(annotation -> add(Declaration.of(annotation, place, owner)));
    }

    /** On a parameter or field a bare name means the user of that name, if there is one. */
    private void addUnlessReference(KubeUser annotation, String place, @Nullable Class<?> owner) {
        boolean reference = Declaration.isReference(annotation);
        if (reference && byName.containsKey(annotation.value())) {
            return;
        }
        Declaration declaration = Declaration.of(annotation, place, owner);
        if (reference) {
            requireNotElsewhere(declaration);
        }
        add(declaration);
    }

    /** A bare name that another method declares with settings would silently become a user without them. */
    private void requireNotElsewhere(Declaration declaration) {
        onMethodsOf(testClass)
                .named(declaration.user().name())
                .filter(elsewhere -> !elsewhere.user().equals(declaration.user()))
                .ifPresent(elsewhere -> {
                    throw new ExtensionConfigurationException(
                            "The user \"" + declaration.user().name() + "\" on "
                                    + declaration.place() + " is declared on " + elsewhere.place()
                                    + " and in scope only there: declare it on the class, or give this one another name");
                });
    }

    private void add(Declaration declaration) {
        Declaration earlier = byName.put(declaration.user().name(), declaration);
        if (earlier != null && !earlier.user().equals(declaration.user())) {
            throw new ExtensionConfigurationException(
                    "The user \"" + declaration.user().name() + "\" is declared twice with different settings:\n  "
                            + describe(earlier) + "\n  " + describe(declaration)
                            + "\nDeclare it alike, or give one of the two another name.");
        }
    }

    private static String describe(Declaration declaration) {
        var user = declaration.user();
        return "on " + declaration.place() + ": groups " + user.groups() + ", key " + user.key()
                + ", expirationSeconds " + user.lifetime().toSeconds();
    }

    Collection<Declaration> all() {
        return byName.values();
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    Optional<Declaration> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** For messages: {@code "alice" (class Foo), "bob" (method bar)}. */
    String describe() {
        return byName.values().stream()
                .map(declaration -> "\"" + declaration.user().name() + "\" (" + declaration.place() + ")")
                .collect(Collectors.joining(", "));
    }
}
