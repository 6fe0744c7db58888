package dev.kubeuser;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * A parameter or field that wants something of ours.
 *
 * @param type of what is wanted
 * @param place for messages
 * @param user the name in its {@link KubeUser} annotation, or {@code null} without one
 * @param admin whether it has a {@link KubeAdmin} annotation
 */
record InjectionPoint(Class<?> type, String place, @Nullable String user, boolean admin) {

    static InjectionPoint of(Parameter parameter) {
        return of(parameter, parameter.getType(), Places.of(parameter));
    }

    static InjectionPoint of(Field field) {
        return of(field, field.getType(), Places.of(field));
    }

    private static InjectionPoint of(AnnotatedElement element, Class<?> type, String place) {
        List<KubeUser> users = Annotations.on(element);
        boolean admin = Annotations.isAdmin(element);
        if (users.size() + (admin ? 1 : 0) > 1) {
            throw new ExtensionConfigurationException(
                    "On " + place + " stand several of @KubeUser and @KubeAdmin; it can hold one user only");
        }
        return new InjectionPoint(
                type, place, users.isEmpty() ? null : users.get(0).value(), admin);
    }

    private boolean isAnnotated() {
        return user != null || admin;
    }

    /** Whether nobody else can be meant to resolve it. */
    boolean isForUs() {
        return isAnnotated() || Injectable.isOurs(type);
    }

    /** Whether it needs one of the declared users. */
    boolean wantsUser() {
        return !admin && type != Cluster.class;
    }

    /** Reports a type that nothing of ours fits. */
    void requireInjectable() {
        boolean flowOfAdmin = admin && type == CertificateFlow.class;
        if (!Injectable.isSupported(type) || flowOfAdmin) {
            throw notInjectable();
        }
        if (isAnnotated() && type == Cluster.class) {
            throw new ExtensionConfigurationException(
                    "The Cluster in " + place + " belongs to no user: leave @KubeUser and @KubeAdmin out");
        }
    }

    ExtensionConfigurationException notInjectable() {
        return new ExtensionConfigurationException("A " + type.getName() + " cannot be injected into " + place
                + (admin ? " for the administrator" : "") + "; what can be: " + Injectable.LIST);
    }
}
