package dev.kubeuser.internal.plan;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeAnonymous;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.SubjectSpec;
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
 * @param subject what its annotation names or declares, or {@code null} without one
 * @param admin whether it has a {@link KubeAdmin} annotation
 * @param anonymous whether it has a {@link KubeAnonymous} annotation
 */
public record InjectionPoint(
        Class<?> type, String place, @Nullable SubjectSpec subject, boolean admin, boolean anonymous) {

    public static InjectionPoint of(Parameter parameter) {
        return of(parameter, parameter.getType(), Places.of(parameter));
    }

    public static InjectionPoint of(Field field) {
        return of(field, field.getType(), Places.of(field));
    }

    private static InjectionPoint of(AnnotatedElement element, Class<?> type, String place) {
        List<DeclaredSubject> subjects = Annotations.on(element, place, null);
        boolean admin = Annotations.isAdmin(element);
        boolean anonymous = Annotations.isAnonymous(element);
        if (subjects.size() + (admin ? 1 : 0) + (anonymous ? 1 : 0) > 1) {
            throw new ExtensionConfigurationException("On " + place
                    + " stand several of @KubeUser, @KubeServiceAccount, @KubeAnonymous and @KubeAdmin; it can hold one"
                    + " subject only");
        }
        return new InjectionPoint(
                type, place, subjects.isEmpty() ? null : subjects.get(0).spec(), admin, anonymous);
    }

    private boolean isAnnotated() {
        return subject != null || admin || anonymous;
    }

    /** Whether nobody else can be meant to resolve it. */
    public boolean isForUs() {
        return isAnnotated() || Injectable.isOurs(type);
    }

    /** Whether it needs one of the declared subjects. */
    boolean wantsSubject() {
        return !admin && !anonymous && type != Cluster.class;
    }

    /** Reports a type that nothing of ours fits. */
    public void requireInjectable() {
        boolean flowOfNobody = (admin || anonymous) && type == CertificateFlow.class;
        boolean certificateOfNobody = anonymous && Injectable.needsCertificate(type);
        if (!Injectable.isSupported(type) || flowOfNobody || certificateOfNobody) {
            throw notInjectable();
        }
        if (isAnnotated() && type == Cluster.class) {
            throw new ExtensionConfigurationException(
                    "The Cluster in " + place + " belongs to nobody: leave the annotation of a subject out");
        }
    }

    public ExtensionConfigurationException notInjectable() {
        return new ExtensionConfigurationException("A " + type.getName() + " cannot be injected into " + place + whose()
                + "; what can be: " + Injectable.LIST);
    }

    private String whose() {
        if (anonymous) {
            return " for anonymous access";
        }
        return admin ? " for the administrator" : "";
    }
}
