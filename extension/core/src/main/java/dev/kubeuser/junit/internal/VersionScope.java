package dev.kubeuser.junit.internal;

import dev.kubeuser.version.KubernetesVersion;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Keeps the version of Kubernetes that a run of a class is for, with that run. */
public final class VersionScope {

    private VersionScope() {}

    /** Notes the version of a run. */
    public static void begin(ExtensionContext ofRun, KubernetesVersion version) {
        ExtensionStore.of(ofRun).put(KubernetesVersion.class, version);
    }

    /** Returns the version of the run that a context belongs to; {@code null} if it belongs to none. */
    static @Nullable KubernetesVersion of(ExtensionContext context) {
        return ExtensionStore.of(context).get(KubernetesVersion.class, KubernetesVersion.class);
    }

    /** Fails if the runs for several versions go on at once and would overwrite a field of each other. */
    public static void requireOwnFields(Placement ofRun) {
        if (ofRun.context().getExecutionMode() != ExecutionMode.CONCURRENT) {
            return;
        }
        boolean isOneInstance = ofRun.context()
                .getTestInstanceLifecycle()
                .filter(Lifecycle.PER_CLASS::equals)
                .isPresent();
        ofRun.ofClass().fields().stream()
                .map(ClassPlan.InjectedField::field)
                .filter(field -> isOneInstance || Modifier.isStatic(field.getModifiers()))
                .findFirst()
                .ifPresent(field -> {
                    throw new ExtensionConfigurationException("The " + Places.of(field)
                            + " is one for all versions of Kubernetes, whose runs go on at once: inject into a field or"
                            + " parameter of each test, or annotate the class with @Execution(SAME_THREAD)");
                });
    }

    /** Whether a context is that of a class with several runs, and so of none of them. */
    public static boolean isAround(ExtensionContext context, DeclarationSource declared) {
        return context.getTestClass().filter(declared::hasVersions).isPresent() && of(context) == null;
    }
}
