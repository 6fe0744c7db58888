package dev.kubeuser.plan.internal;

import dev.kubeuser.KubeVersions;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.settings.internal.ConfiguredCluster;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.version.KubernetesVersion;
import dev.kubeuser.version.internal.KnownVersions;
import java.lang.annotation.Annotation;
import java.lang.reflect.Executable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The versions of Kubernetes that a class with {@link KubeVersions} runs on, one run for each.
 *
 * @param type the class
 * @param list the versions, each once
 */
public record DeclaredVersions(Class<?> type, List<KubernetesVersion> list) {

    /** Named, because the oldest JUnit does not have it. */
    private static final String CLASS_TEMPLATE = "org.junit.jupiter.api.ClassTemplate";

    /** Copies the list. */
    public DeclaredVersions {
        list = List.copyOf(list);
    }

    public static boolean areOn(Class<?> type) {
        return AnnotationSupport.isAnnotated(type, KubeVersions.class);
    }

    /**
     * Reads the versions of the annotation, or else those of the setting.
     *
     * @param enclosing the classes around the class
     * @param registered what extensions that the class registers itself declare
     */
    public static DeclaredVersions of(
            Class<?> type, List<Class<?>> enclosing, Declarations registered, Settings settings) {
        try {
            DeclaredVersions declared = new DeclaredVersions(type, list(type, registered.over(settings)));
            declared.requireEachOnce();
            declared.requireNoOtherTemplate();
            enclosing.forEach(outer -> requireNoneWithin(outer, type));
            Stream.of(type.getDeclaredClasses()).forEach(nested -> requireNoneWithin(type, nested));
            return declared;
        } catch (IllegalArgumentException wrong) {
            throw new ExtensionConfigurationException(
                    "The @KubeVersions of " + type.getName() + " are misconfigured: " + wrong.getMessage(), wrong);
        }
    }

    private static void requireNoneWithin(Class<?> outer, Class<?> nested) {
        if (areOn(outer) && areOn(nested) && AnnotationSupport.isAnnotated(nested, Nested.class)) {
            throw new IllegalArgumentException(nested.getName() + " is nested in " + outer.getName()
                    + ", and both have the annotation; leave one of the two out");
        }
    }

    private static List<KubernetesVersion> list(Class<?> type, Settings settings) {
        String[] named = AnnotationSupport.findAnnotation(type, KubeVersions.class)
                .map(KubeVersions::value)
                .orElseThrow();
        List<KubernetesVersion> versions = named.length > 0
                ? Arrays.stream(named).map(KubernetesVersion::parse).toList()
                : ConfiguredCluster.versions(settings);
        return versions.isEmpty() ? List.of(KnownVersions.read().standard().withoutPatch()) : versions;
    }

    /** A minor and one of its patches would be one cluster, and so prove nothing more. */
    private void requireEachOnce() {
        for (int i = 0; i < list.size(); i++) {
            KubernetesVersion version = list.get(i);
            if (list.subList(0, i).stream().anyMatch(earlier -> meansTheSame(earlier, version))) {
                throw new IllegalArgumentException(version + " is there twice");
            }
        }
    }

    private static boolean meansTheSame(KubernetesVersion some, KubernetesVersion other) {
        return some.includes(other) || other.includes(some);
    }

    /** Runs of several templates would follow each other, and those of the other one would be of no version. */
    private void requireNoOtherTemplate() {
        for (Annotation annotation : type.getAnnotations()) {
            Class<? extends Annotation> kind = annotation.annotationType();
            if (isTemplate(kind) && kind != KubeVersions.class && !areOn(kind)) {
                throw new IllegalArgumentException(
                        "the class has @" + kind.getSimpleName() + " too; put that on a nested class with the tests");
            }
        }
    }

    private static boolean isTemplate(Class<? extends Annotation> kind) {
        return kind.getName().equals(CLASS_TEMPLATE)
                || Stream.of(kind.getAnnotations())
                        .anyMatch(meta -> meta.annotationType().getName().equals(CLASS_TEMPLATE));
    }

    /**
     * Checks what the class declares for one version.
     *
     * @param isOneInstance whether one instance serves the tests of all versions
     */
    public void validate(ClassPlan ofVersion, boolean isOneInstance) {
        if (ofVersion.cluster().spec().kind() == ClusterKind.EXISTING && list.size() > 1) {
            throw new ExtensionConfigurationException("The @KubeVersions of " + type.getName() + " name " + list.size()
                    + " versions, but an existing cluster has one: run the class on another kind by"
                    + " @KubeCluster(kind = ...)");
        }
        ofVersion.validate();
        ReflectionSupport.findMethods(type, DeclaredVersions::runsOnce, HierarchyTraversalMode.TOP_DOWN)
                .forEach(method -> requireNothingInjected(ofVersion, method));
        if (isOneInstance) {
            Stream.of(type.getDeclaredConstructors())
                    .forEach(constructor -> requireNothingInjected(ofVersion, constructor));
        }
    }

    private static boolean runsOnce(Executable method) {
        return AnnotationSupport.isAnnotated(method, BeforeAll.class)
                || AnnotationSupport.isAnnotated(method, AfterAll.class);
    }

    private static void requireNothingInjected(ClassPlan plan, Executable executable) {
        if (plan.injections(executable).stream().anyMatch(Optional::isPresent)) {
            throw new ExtensionConfigurationException("The " + Places.of(executable)
                    + " runs once for all versions of Kubernetes, so nothing can be injected into it: use @BeforeEach,"
                    + " or @BeforeAll of a nested class, which runs once for each version");
        }
    }
}
