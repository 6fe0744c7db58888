// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tool;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** Runs test classes as they are on a policy from another directory, and on a cluster of their own. */
public final class PolicyRun {

    /** Each class at once, so that they share what they apply, and none waits for the end of another's namespaces. */
    private static final Map<String, String> AT_ONCE = Map.of(
            "junit.jupiter.execution.parallel.config.strategy", "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");

    private PolicyRun() {}

    /**
     * {@return the messages of the tests that failed, each by {@code CLASS.METHOD}; of a class by {@code CLASS}}
     *
     * @param parameter the configuration parameter that the classes have in their manifests' source
     * @param policies the directory
     * @param testClasses which
     */
    public static Map<String, String> failures(String parameter, Path policies, Class<?>... testClasses) {
        Map<String, String> failures = new TreeMap<>();
        EngineTestKit.engine("junit-jupiter")
                .enableImplicitConfigurationParameters(true)
                .configurationParameters(AT_ONCE)
                .configurationParameter("kubeuser.cluster", "embedded")
                // An edited copy is not the policy that these samples report on.
                .configurationParameter("kubeuser.report", "off")
                .configurationParameter(parameter, policies + "/")
                .selectors(Stream.of(testClasses).map(PolicyRun::selector).toArray(ClassSelector[]::new))
                .execute()
                .allEvents()
                .filter(Event.byType(EventType.FINISHED))
                .forEach(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .ifPresent(failure -> failures.put(name(event), String.valueOf(failure.getMessage()))));
        return failures;
    }

    private static ClassSelector selector(Class<?> type) {
        return selectClass(type);
    }

    private static String name(Event event) {
        return event.getTestDescriptor()
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(method -> method.getJavaClass().getSimpleName() + "." + method.getMethodName())
                .orElseGet(() -> event.getTestDescriptor().getDisplayName());
    }
}
