package dev.kubeuser.junit.internal;

import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.version.KubernetesVersion;
import dev.kubeuser.version.internal.KnownVersions;
import java.lang.reflect.Executable;
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
 * The versions of Kubernetes that a class with {@code @KubeVersions} runs on, one run for each.
 *
 * @param type the class
 * @param list the versions, each once
 */
public record DeclaredVersions(Class<?> type, List<KubernetesVersion> list) {

    /** Copies the list. */
    public DeclaredVersions {
        list = List.copyOf(list);
    }

    /**
     * Reads the versions that the class names, or else those of the setting.
     *
     * @param enclosing the classes around the class
     */
    public static DeclaredVersions of(
            Class<?> type, List<Class<?>> enclosing, DeclarationSource declared, Settings settings) {
        try {
            DeclaredVersions versions = new DeclaredVersions(
                    type,
                    list(
                            declared.of(type).versions().orElseThrow(),
                            Declared.InCode.settings(settings, declared.registered(type))));
            versions.requireEachOnce();
            enclosing.forEach(outer -> requireNoneWithin(outer, type, declared));
            Stream.of(type.getDeclaredClasses()).forEach(nested -> requireNoneWithin(type, nested, declared));
            return versions;
        } catch (IllegalArgumentException wrong) {
            throw new ExtensionConfigurationException(
                    "The @KubeVersions of " + type.getName() + " are misconfigured: " + wrong.getMessage(), wrong);
        }
    }

    private static void requireNoneWithin(Class<?> outer, Class<?> nested, DeclarationSource declared) {
        if (declared.hasVersions(outer)
                && declared.hasVersions(nested)
                && AnnotationSupport.isAnnotated(nested, Nested.class)) {
            throw new IllegalArgumentException(nested.getName() + " is nested in " + outer.getName()
                    + ", and both have the annotation; leave one of the two out");
        }
    }

    private static List<KubernetesVersion> list(List<String> named, Settings settings) {
        List<KubernetesVersion> versions = named.isEmpty()
                ? settings.versions()
                : named.stream().map(KubernetesVersion::parse).toList();
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

    /**
     * Checks what the class declares for one version.
     *
     * @param isOneInstance whether one instance serves the tests of all versions
     */
    public void validate(ClassPlan ofVersion, boolean isOneInstance) {
        if (ofVersion.cluster().isExisting() && list.size() > 1) {
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
