// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/** Runs a test as it is on a copy of the chart in which one rule of the ClusterRole was changed. */
final class ChartRun {

    private static final Path CHART = Path.of("chart");
    private static final String ROLE = "templates/clusterrole.yaml";

    private ChartRun() {}

    /** Copies the chart with one verb less for a resource, and without the rule if that was its only verb. */
    static Path without(String verb, String resource, Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(CHART.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        Path role = copy.resolve(ROLE);
        String before = Files.readString(role);
        String after = before.replaceFirst(
                        "  - apiGroups: .*\\s+resources: \\[" + resource + "]\\s+verbs: \\[" + verb + "]\\n", "")
                .replaceFirst(
                        "(resources: \\[" + resource + "]\\s+verbs: \\[.*?)(, " + verb + "|" + verb + ", )", "$1");
        if (after.equals(before)) {
            throw new IllegalArgumentException("No rule of " + ROLE + " has " + verb + " on " + resource);
        }
        Files.writeString(role, after);
        return copy;
    }

    /** Runs one test on a chart and returns what its failures say, with all that was added to them. */
    static String failure(Path chart, Class<?> testClass, String method) {
        StringWriter text = new StringWriter();
        EngineTestKit.engine("junit-jupiter")
                .enableImplicitConfigurationParameters(true)
                .configurationParameter("chart", chart.toString())
                // An edited copy is not the policy that these samples report on.
                .configurationParameter(
                        "kubeuser.report", chart.resolve("report").toString())
                .selectors(selectMethod(testClass, method))
                .execute()
                .allEvents()
                .filter(Event.byType(EventType.FINISHED))
                .forEach(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .ifPresent(failure -> failure.printStackTrace(new PrintWriter(text, true))));
        return text.toString();
    }
}
