package dev.kubeuser.internal.jupiter;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.internal.plan.Annotations;
import dev.kubeuser.internal.plan.DeclaredSubjects;
import dev.kubeuser.internal.plan.InjectionPoint;
import dev.kubeuser.internal.plan.Places;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Sets the fields of a test class that are annotated with {@link KubeUser} or {@link KubeAdmin}. */
public final class FieldInjection {

    private FieldInjection() {}

    public static void intoClass(ExtensionContext context) {
        inject(context, context.getRequiredTestClass(), null);
    }

    public static void intoInstance(ExtensionContext context, Object instance) {
        inject(context, instance.getClass(), instance);
    }

    private static void inject(ExtensionContext context, Class<?> type, @Nullable Object instance) {
        List<Field> fields =
                ReflectionSupport.findFields(type, field -> isWanted(field, instance), HierarchyTraversalMode.TOP_DOWN);
        if (fields.isEmpty()) {
            return;
        }
        Injector injector = new Injector(context, DeclaredSubjects.in(context));
        fields.forEach(field -> set(field, instance, injector));
    }

    private static boolean isWanted(Field field, @Nullable Object instance) {
        return Annotations.areOfInjectionOn(field) && Modifier.isStatic(field.getModifiers()) == (instance == null);
    }

    private static void set(Field field, @Nullable Object instance, Injector injector) {
        if (Modifier.isFinal(field.getModifiers())) {
            throw new ExtensionConfigurationException("The " + Places.of(field) + " is final and cannot be injected");
        }
        Object value = injector.resolve(InjectionPoint.of(field));
        try {
            field.setAccessible(true);
            field.set(instance, value);
        } catch (IllegalAccessException | RuntimeException denied) {
            throw new ExtensionConfigurationException("The " + Places.of(field) + " could not be set", denied);
        }
    }
}
