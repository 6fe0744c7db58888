package dev.kubeuser;

import java.lang.reflect.AnnotatedElement;
import java.util.List;
import org.junit.platform.commons.support.AnnotationSupport;

/** Finds {@link KubeUser} and {@link KubeAdmin} annotations, present, meta-present, inherited or repeated. */
final class Annotations {

    private Annotations() {}

    static List<KubeUser> on(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, KubeUser.class);
    }

    static boolean areOn(AnnotatedElement element) {
        return !on(element).isEmpty();
    }

    /** Whether a field or parameter asks for something of a user or of the administrator. */
    static boolean areOfInjectionOn(AnnotatedElement element) {
        return areOn(element) || isAdmin(element);
    }

    static boolean isAdmin(AnnotatedElement element) {
        return AnnotationSupport.isAnnotated(element, KubeAdmin.class);
    }
}
