package dev.kubeuser.junit.internal;

import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.settings.internal.Settings;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what a test class declares, and what its methods, fields and parameters do. The entry point reads it from
 * annotations, so that plans know values only.
 */
public interface DeclarationSource {

    /** Returns what extensions declare that a class registers itself. */
    Declarations registered(Class<?> type);

    /** Whether a class chooses anything of its cluster. */
    boolean hasCluster(Class<?> type);

    /**
     * Returns what a class chooses of its cluster, and leaves the rest to the settings.
     *
     * @throws IllegalArgumentException if it chooses what cannot be
     */
    ClusterSpec cluster(Class<?> type, Settings settings);

    /** Whether a class chooses a cluster of its own. */
    boolean isDedicated(Class<?> type);

    /** Whether a class runs once for each of several versions of Kubernetes. */
    boolean hasVersions(Class<?> type);

    /**
     * Returns the versions that such a class names; none for those of the setting.
     *
     * @throws IllegalArgumentException if it cannot run on several
     */
    List<String> versions(Class<?> type);

    /** Whether a class serves webhooks. */
    boolean hasWebhooks(Class<?> type);

    /**
     * Returns the subjects on an element, users before ServiceAccounts.
     *
     * @param place the place of the element, for messages
     * @param owner the class that they are declared for, or {@code null} for one method
     */
    List<DeclaredSubject> subjects(AnnotatedElement element, String place, @Nullable Class<?> owner);

    /** Whether an element has subjects. */
    boolean hasSubjects(AnnotatedElement element);

    /** Whether an element is for the administrator. */
    boolean isAdmin(AnnotatedElement element);

    /** Whether an element is for access without a credential. */
    boolean isAnonymous(AnnotatedElement element);

    /** Whether access of anybody is injected into a field or parameter. */
    default boolean isInjected(AnnotatedElement element) {
        return hasSubjects(element) || isAdmin(element) || isAnonymous(element);
    }

    /** Whether an element declares anything at all. */
    boolean isDeclaring(AnnotatedElement element);

    /** Returns the names of the namespaces on an element. */
    Set<String> namespaces(AnnotatedElement element);

    /** Returns the manifests on an element. */
    List<DeclaredManifests> manifests(AnnotatedElement element);

    /** Returns the charts on an element. */
    List<DeclaredChart> charts(AnnotatedElement element);

    /** Whether an element says what denials do. */
    boolean hasDenials(AnnotatedElement element);

    /**
     * Returns what an element says that denials do; empty if it says nothing.
     *
     * @param subject the subject that it is for, or {@code null} for all
     * @param place the place of the element, for messages
     * @param placeholders the placeholders for names of namespaces
     */
    Optional<DeclaredDenials> denials(
            AnnotatedElement element,
            @Nullable DeclaredSubject subject,
            String place,
            Map<String, String> placeholders);

    /** Returns the name of the access table on a method. */
    Optional<String> table(AnnotatedElement method);

    /** Returns the name of the table of identities on a method. */
    Optional<String> identityTable(AnnotatedElement method);

    /** Returns the namespaces on the parameters of a method or constructor, except for those already known. */
    default Stream<String> namespacesOfParameters(Executable executable, Set<String> known) {
        return Stream.of(executable.getParameters())
                .flatMap(parameter -> namespaces(parameter).stream())
                .filter(name -> !known.contains(name));
    }
}
