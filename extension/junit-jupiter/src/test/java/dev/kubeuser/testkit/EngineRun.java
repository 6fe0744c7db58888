// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.kubeuser.kinds.KindUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.OutputDirectoryProvider;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;

/**
 * Runs test classes in an engine and a launcher session of their own, and so with clusters of their own: of the kind
 * under test unless the settings say otherwise.
 */
public final class EngineRun {

    /** What Maven was asked to run outside says nothing about this run. */
    private static final String SELECTED_TESTS = "test";

    private final EngineExecutionResults results;

    private EngineRun(EngineExecutionResults results) {
        this.results = results;
    }

    public static EngineRun of(Map<String, String> settings, Class<?>... testClasses) {
        return new EngineRun(engine(settings, testClasses).execute());
    }

    private static EngineTestKit.Builder engine(Map<String, String> settings, Class<?>... testClasses) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameters(KindUnderTest.settings())
                .configurationParameter(SELECTED_TESTS, "")
                .configurationParameters(settings)
                .selectors(Stream.of(testClasses)
                        .map((Class<?> type) -> selectClass(type))
                        .toArray(ClassSelector[]::new));
    }

    /** With a report in a directory. */
    public static EngineRun reporting(Path directory, Class<?>... testClasses) {
        return of(Map.of("kubeuser.report", directory.toString()), testClasses);
    }

    /** With a place for the files that are attached to the run. */
    public static EngineRun of(Path files, Map<String, String> settings, Class<?>... testClasses) {
        return new EngineRun(engine(settings, testClasses)
                .outputDirectoryProvider(new OutputDirectories(files))
                .execute());
    }

    /** One directory for all. */
    private record OutputDirectories(Path getRootDirectory) implements OutputDirectoryProvider {
        @Override
        public Path createOutputDirectory(TestDescriptor test) throws IOException {
            return Files.createDirectories(getRootDirectory);
        }
    }

    /** What went wrong, in tests and around them. */
    public List<Throwable> failures() {
        return results.allEvents()
                .filter(Event.byType(EventType.FINISHED))
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .toList();
    }

    /** The only thing that went wrong. */
    public Throwable failure() {
        assertThat(failures()).hasSize(1);
        return failures().get(0);
    }

    public void assertSuccessful(int tests) {
        assertThat(failures()).isEmpty();
        assertThat(succeeded()).isEqualTo(tests);
    }

    public long succeeded() {
        return results.testEvents().succeeded().count();
    }

    /** The names of the files that were attached. */
    public List<String> files() {
        return results.allEvents()
                .filter(Event.byType(EventType.FILE_ENTRY_PUBLISHED))
                .map(event -> event.getRequiredPayload(FileEntry.class))
                .map(entry -> entry.getPath().getFileName().toString())
                .toList();
    }

    /** The display names of all containers. */
    public List<String> containers() {
        return names(results.containerEvents());
    }

    /** The display names of all tests. */
    public List<String> tests() {
        return names(results.testEvents());
    }

    private static List<String> names(Events events) {
        return events.finished()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
    }

    /** The values that tests published under a key, in the order in which they came. */
    public List<String> published(String key) {
        return results.allEvents()
                .filter(Event.byType(EventType.REPORTING_ENTRY_PUBLISHED))
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .flatMap(entry -> Stream.ofNullable(entry.getKeyValuePairs().get(key)))
                .toList();
    }
}
