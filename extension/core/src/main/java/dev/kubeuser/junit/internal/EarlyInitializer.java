package dev.kubeuser.junit.internal;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** An extension that an instance field registers: its initializer runs before instance fields are injected. */
public final class EarlyInitializer {

    private EarlyInitializer() {}

    /** Says which field an initializer may have seen as null; empty if the class has no such pair of fields. */
    public static Optional<String> of(Class<?> type, DeclarationSource declared) {
        List<Field> registered =
                instanceFields(type, field -> AnnotationSupport.isAnnotated(field, RegisterExtension.class));
        List<Field> injected = instanceFields(type, field -> declared.of(field).isInjected());
        return registered.isEmpty() || injected.isEmpty()
                ? Optional.empty()
                : Optional.of("The " + Places.of(registered.get(0)) + " is initialized before instance fields are"
                        + " injected, so its initializer sees "
                        + injected.get(0).getName() + " as null: inject that into a static field or a parameter of the"
                        + " constructor");
    }

    private static List<Field> instanceFields(Class<?> type, Predicate<Field> wanted) {
        return ReflectionSupport.findFields(
                type,
                field -> !Modifier.isStatic(field.getModifiers()) && wanted.test(field),
                HierarchyTraversalMode.TOP_DOWN);
    }
}
