package dev.kubeuser.plan.internal;

import dev.kubeuser.AccessTable;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeAnonymous;
import dev.kubeuser.KubeDenials;
import dev.kubeuser.KubeHelmChart;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;

/** Finds the annotations that declare or name subjects, present, meta-present, inherited or repeated. */
public final class Annotations {

    private Annotations() {}

    /** Returns the subjects on an element, users before ServiceAccounts. */
    static List<DeclaredSubject> on(AnnotatedElement element, String place, @Nullable Class<?> owner) {
        return Stream.concat(
                        users(element).stream().map(annotation -> DeclaredSubject.of(annotation, place, owner)),
                        serviceAccounts(element).stream()
                                .map(annotation -> DeclaredSubject.of(annotation, place, owner)))
                .toList();
    }

    private static List<KubeUser> users(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, KubeUser.class);
    }

    private static List<KubeServiceAccount> serviceAccounts(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, KubeServiceAccount.class);
    }

    static boolean areOn(AnnotatedElement element) {
        return !users(element).isEmpty() || !serviceAccounts(element).isEmpty();
    }

    /** Whether a field or parameter has an annotation for a subject, the administrator or anonymous access. */
    public static boolean areOfInjectionOn(AnnotatedElement element) {
        return areOn(element) || isAdmin(element) || isAnonymous(element);
    }

    /** Whether an element has any annotation that a plan reads. */
    static boolean areOfPlanOn(AnnotatedElement element) {
        return areOfInjectionOn(element)
                || AnnotationSupport.isAnnotated(element, KubeNamespace.class)
                || AnnotationSupport.isAnnotated(element, KubeManifests.class)
                || AnnotationSupport.isAnnotated(element, KubeHelmChart.class)
                || AnnotationSupport.isAnnotated(element, KubeDenials.class)
                || AnnotationSupport.isAnnotated(element, AccessTable.class);
    }

    static boolean isAdmin(AnnotatedElement element) {
        return AnnotationSupport.isAnnotated(element, KubeAdmin.class);
    }

    static boolean isAnonymous(AnnotatedElement element) {
        return AnnotationSupport.isAnnotated(element, KubeAnonymous.class);
    }
}
