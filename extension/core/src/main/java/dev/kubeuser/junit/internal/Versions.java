// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.run.internal.Settings;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The versions of Kubernetes that a class with {@code @KubeVersions} runs on, one run for each.
 *
 * @param type the class
 * @param list the versions, each once
 */
public record Versions(Class<?> type, List<KubernetesVersion> list) {

    /** Copies the list. */
    public Versions {
        list = List.copyOf(list);
    }

    /**
     * Returns the versions of Kubernetes that a class runs on, after checking what it declares for each.
     *
     * @param around the context of the class, around its runs
     * @param source says what test classes declare
     */
    public static List<KubernetesVersion> of(ExtensionContext around, Declared.Source source) {
        Placement.checkRunOnce(around);
        Versions versions =
                of(around.getRequiredTestClass(), around.getEnclosingTestClasses(), source, Placement.settings(around));
        ClassPlan outer = around.getParent()
                .filter(parent -> parent.getTestClass().isPresent())
                .map(parent -> Placement.of(parent, source).ofClass())
                .orElse(null);
        for (KubernetesVersion version : versions.list) {
            versions.validate(
                    Placement.plan(versions.type, outer, version, around, source), Placement.isOneInstance(around));
        }
        return versions.list;
    }

    /** Reads the versions that the class names, or else those of the setting. */
    private static Versions of(Class<?> type, List<Class<?>> enclosing, Declared.Source declared, Settings settings) {
        try {
            Versions versions = new Versions(
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

    private static void requireNoneWithin(Class<?> outer, Class<?> nested, Declared.Source declared) {
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
    private void validate(ClassPlan ofVersion, boolean isOneInstance) {
        if (ofVersion.cluster().isExisting() && list.size() > 1) {
            throw new ExtensionConfigurationException("The @KubeVersions of " + type.getName() + " name " + list.size()
                    + " versions, but an existing cluster has one: run the class on another kind by"
                    + " @KubeCluster(kind = ...)");
        }
        ofVersion.validate();
        ReflectionSupport.findMethods(type, Versions::runsOnce, HierarchyTraversalMode.TOP_DOWN)
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

    /** Notes the version that a run of a class is for. */
    public static void begin(ExtensionContext ofRun, KubernetesVersion version) {
        ExtensionStore.of(ofRun).put(KubernetesVersion.class, version);
    }

    /** Returns the version of the run that a context belongs to; {@code null} if it belongs to none. */
    static @Nullable KubernetesVersion ofRun(ExtensionContext context) {
        return ExtensionStore.of(context).get(KubernetesVersion.class, KubernetesVersion.class);
    }

    /** Whether a context is that of a class with several runs, and so of none of them. */
    public static boolean isAround(ExtensionContext context, Declared.Source source) {
        return context.getTestClass().filter(source::hasVersions).isPresent() && ofRun(context) == null;
    }

    /** Fails if the runs for several versions go on at once and would overwrite a field of each other. */
    static void requireOwnFields(Placement ofRun) {
        ExtensionContext context = ofRun.context();
        if (context.getExecutionMode() != ExecutionMode.CONCURRENT) {
            return;
        }
        boolean isOneInstance = Placement.isOneInstance(context);
        ofRun.ofClass().fields().keySet().stream()
                .filter(field -> isOneInstance || Modifier.isStatic(field.getModifiers()))
                .findFirst()
                .ifPresent(field -> {
                    throw new ExtensionConfigurationException("The " + Places.of(field)
                            + " is one for all versions of Kubernetes, whose runs go on at once: inject into a field or"
                            + " parameter of each test, or annotate the class with @Execution(SAME_THREAD)");
                });
    }
}
