package dev.kubeuser.internal.plan;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * One class or method, and the manifests and namespaces that are declared there.
 *
 * @param element the class or method
 * @param owner the class, or {@code null} for a method
 * @param outer the level around it, or {@code null} if there is none
 */
public record PolicyLevel(
        AnnotatedElement element,
        @Nullable Class<?> owner,
        @Nullable PolicyLevel outer) {

    /** The innermost of a context: its method if it has one, its class otherwise. */
    public static PolicyLevel of(ExtensionContext context) {
        List<Class<?>> outermostFirst = new ArrayList<>(TestClasses.innermostFirst(context));
        Collections.reverse(outermostFirst);
        PolicyLevel level = null;
        for (Class<?> type : outermostFirst) {
            level = new PolicyLevel(type, type, level);
        }
        PolicyLevel ofClass = Objects.requireNonNull(level);
        return context.getTestMethod().map(ofClass::method).orElse(ofClass);
    }

    /** That of a method in this class. */
    PolicyLevel method(Method method) {
        return new PolicyLevel(method, null, this);
    }

    public List<KubeManifests> manifests() {
        return AnnotationSupport.findRepeatableAnnotations(element, KubeManifests.class);
    }

    /** The names of the namespaces that are declared here, on parameters too unless they mean one that is around. */
    public Set<String> namespaces() {
        Set<String> names = names(element);
        if (element instanceof Method method) {
            for (Parameter parameter : method.getParameters()) {
                names(parameter).stream()
                        .filter(name -> outer == null || outer.declaring(name) == null)
                        .forEach(names::add);
            }
        }
        return names;
    }

    static Set<String> names(AnnotatedElement element) {
        Set<String> names = new LinkedHashSet<>();
        AnnotationSupport.findRepeatableAnnotations(element, KubeNamespace.class)
                .forEach(annotation -> names.add(annotation.value()));
        return names;
    }

    /** The nearest level that declares a namespace, or {@code null} if none does. */
    @Nullable
    public PolicyLevel declaring(String namespace) {
        if (namespaces().contains(namespace)) {
            return this;
        }
        return outer == null ? null : outer.declaring(namespace);
    }

    /** The names of all namespaces that can be used here. */
    public Set<String> visibleNamespaces() {
        Set<String> names = outer == null ? new LinkedHashSet<>() : outer.visibleNamespaces();
        names.addAll(namespaces());
        return names;
    }

    /** Where it is, for messages. */
    public String place() {
        return element instanceof Method method ? Places.of(method) : Places.of(Objects.requireNonNull(owner));
    }
}
