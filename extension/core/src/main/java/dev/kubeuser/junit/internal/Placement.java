// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.run.internal.DefaultKubeconfig;
import dev.kubeuser.run.internal.Denials;
import dev.kubeuser.run.internal.ReportDestination;
import dev.kubeuser.run.internal.RunListener;
import dev.kubeuser.run.internal.Setting;
import dev.kubeuser.run.internal.Settings;
import dev.kubeuser.table.internal.Line;
import java.lang.reflect.Executable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A place in a JUnit run, and the plans for it.
 *
 * @param context JUnit's context
 * @param ofClass the plan of the test class
 * @param ofMethod the plan of the test method, or {@code null} outside of tests
 */
record Placement(
        ExtensionContext context,
        ClassPlan ofClass,
        @Nullable MethodPlan ofMethod) {

    /** Only when all tests have run is it known whether they are met. */
    private static final List<Setting> OF_WHOLE_RUN = List.of(
            Setting.REQUIRE_COVERAGE,
            Setting.REQUIRE_MUTATION_SCORE,
            Setting.REQUIRE_ACCEPTED_RISKS,
            Setting.REQUIRE_NO_ESCALATION);

    /**
     * Returns the plans of a place. They are made on the first call.
     *
     * @param declared says what test classes declare
     */
    static Placement of(ExtensionContext context, Declared.Source declared) {
        checkRunOnce(context);
        List<Class<?>> outermostFirst = new ArrayList<>(context.getEnclosingTestClasses());
        outermostFirst.add(context.getRequiredTestClass());
        ClassPlan plan = null;
        for (Class<?> type : outermostFirst) {
            ExtensionContext ofType = TestScope.contextOf(type, context);
            plan = plan(type, plan, Versions.ofRun(ofType), ofType, declared);
        }
        ClassPlan ofClass = Objects.requireNonNull(plan);
        return new Placement(
                context, ofClass, context.getTestMethod().map(ofClass::method).orElse(null));
    }

    static ClassPlan plan(
            Class<?> type,
            @Nullable ClassPlan outer,
            @Nullable KubernetesVersion version,
            ExtensionContext context,
            Declared.Source declared) {
        return ExtensionStore.of(context)
                .getOrComputeIfAbsent(
                        ExtensionStore.key(ClassPlan.class, type, Optional.ofNullable(version)),
                        key -> new ClassPlan(type, outer, declared, settings(context), launcher(context), version),
                        ClassPlan.class);
    }

    /** Checks the whole run once, at its first class. */
    static void checkRunOnce(ExtensionContext context) {
        ExtensionStore.of(context.getRoot())
                .getOrComputeIfAbsent(Setting.class, first -> checkRun(context), Boolean.class);
    }

    /** Returns whether the whole run must meet something. */
    private static boolean checkRun(ExtensionContext context) {
        try {
            Setting.requireValid();
        } catch (ConfigurationException unknown) {
            throw new ExtensionConfigurationException(unknown.getMessage(), unknown);
        }
        Settings settings = settings(context);
        settings.requireGoldenMode();
        settings.read(Setting.DEFAULT_KUBECONFIG, Placement::requireInForce);
        Optional<Setting> required =
                OF_WHOLE_RUN.stream().filter(settings::isSet).findFirst();
        if (required.isEmpty() || isTrial(context)) {
            return false;
        }
        if (settings.reportDestination() instanceof ReportDestination.Off) {
            throw new ExtensionConfigurationException(Setting.REPORT.key() + "=off: what " + Setting.REQUIRE
                    + " settings require is known only from what is recorded for the report; remove one of them");
        }
        RunListener.Provider.require(settings, required.get().key());
        return true;
    }

    /** Whether the tests run with a mutant: then the run has nothing to meet. */
    private static boolean isTrial(ExtensionContext context) {
        return ExtensionStore.ofSession(context).get(PolicyMutator.class, PolicyMutator.class) != null;
    }

    /** Whether the run must meet something when all of its tests have run. */
    boolean isWholeRunChecked() {
        return Boolean.TRUE.equals(ExtensionStore.of(context.getRoot()).get(Setting.class, Boolean.class));
    }

    private static String requireInForce(String text) {
        if (!DefaultKubeconfig.isInForce()) {
            throw new IllegalArgumentException("it was set after JUnit's session had opened: make it a system"
                    + " property of this JVM, or write it into junit-platform.properties");
        }
        return text;
    }

    static Settings settings(ExtensionContext context) {
        return new Settings(context::getConfigurationParameter, ExtensionConfigurationException::new);
    }

    /** Returns the one launcher of the run, so that it reports its findings about this machine only once. */
    private static ClusterLauncher launcher(ExtensionContext context) {
        return ExtensionStore.ofSession(context)
                .getOrComputeIfAbsent(ClusterLauncher.class, key -> new ClusterLauncher(), ClusterLauncher.class);
    }

    ClusterLauncher launcher() {
        return launcher(context);
    }

    Settings settings() {
        return ofClass.settings();
    }

    /** The policy declared here and in enclosing places. */
    PolicyPlan policy() {
        return ofMethod == null ? ofClass.policy() : ofMethod.policy();
    }

    /** The effect of denials here. */
    Denials denials() {
        return ofMethod == null ? ofClass.denials() : ofMethod.denials();
    }

    /** The subjects in scope here. */
    DeclaredSubjects subjects() {
        return ofMethod == null ? ofClass.subjects() : ofMethod.subjects();
    }

    /** The subjects that are provided here even if nothing is injected. */
    DeclaredSubjects annotated() {
        return ofMethod == null ? ofClass.annotated() : ofMethod.annotated();
    }

    /** Returns what is injected into a parameter here, or empty if another resolver is responsible. */
    Optional<Injection> injection(Executable executable, int index) {
        return ofMethod == null
                ? ofClass.declaring(executable).injections(executable).get(index)
                : ofMethod.injection(executable, index);
    }

    /** The lines of the method's tables; empty if it has none. */
    List<Line> table() {
        return ofMethod == null ? List.of() : ofMethod.table();
    }

    /** Returns the context of a class, or of the test method if the class is null. */
    ExtensionContext contextOf(@Nullable Class<?> owner) {
        return owner == null ? contextOfMethod(context) : TestScope.contextOf(owner, context);
    }

    /** Returns the context of a test method, which is the parent of those of its invocations if it has several. */
    private static ExtensionContext contextOfMethod(ExtensionContext context) {
        Optional<ExtensionContext> parent = context.getParent();
        return parent.isPresent() && parent.get().getTestMethod().isPresent() ? contextOfMethod(parent.get()) : context;
    }

    /** Whether one instance of the test class serves all of its tests. */
    static boolean isOneInstance(ExtensionContext context) {
        return context.getTestInstanceLifecycle()
                .filter(Lifecycle.PER_CLASS::equals)
                .isPresent();
    }
}
