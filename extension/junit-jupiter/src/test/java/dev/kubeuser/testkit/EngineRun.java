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
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.OutputDirectoryProvider;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;

/**
 * Runs test classes in an engine and a launcher session of their own, and so with clusters of their own: of the kind
 * under test unless the settings say otherwise.
 */
public final class EngineRun {

    /** What Maven was asked to run outside says nothing about this run. */
    private static final String SELECTED_TESTS = "test";

    private final List<Event> events;

    private EngineRun(List<Event> events) {
        this.events = events;
    }

    public static EngineRun of(Map<String, String> settings, Class<?>... testClasses) {
        return executed(engine(settings, testClasses));
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
        return executed(engine(settings, testClasses).outputDirectoryProvider(new OutputDirectories(files)));
    }

    private static EngineRun executed(EngineTestKit.Builder engine) {
        return new EngineRun(engine.execute().allEvents().list());
    }

    /** One directory for all. */
    private record OutputDirectories(Path getRootDirectory) implements OutputDirectoryProvider {
        @Override
        public Path createOutputDirectory(TestDescriptor test) throws IOException {
            return Files.createDirectories(getRootDirectory);
        }
    }

    /** Only what happened in one of its classes, and in those within: several tests of ours may look at one run. */
    public EngineRun only(Class<?> testClass) {
        return new EngineRun(events.stream()
                .filter(event -> isIn(testClass, event.getTestDescriptor()))
                .toList());
    }

    private static boolean isIn(Class<?> testClass, TestDescriptor test) {
        boolean isTheClass = test.getSource()
                .filter(source -> source instanceof ClassSource of && of.getJavaClass() == testClass)
                .isPresent();
        return isTheClass
                || test.getParent().filter(parent -> isIn(testClass, parent)).isPresent();
    }

    /** What went wrong, in tests and around them. */
    public List<Throwable> failures() {
        return finished(any -> true)
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
        return finished(TestDescriptor::isTest)
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .filter(result -> result.getStatus() == TestExecutionResult.Status.SUCCESSFUL)
                .count();
    }

    /** The names of the files that were attached. */
    public List<String> files() {
        return events.stream()
                .filter(Event.byType(EventType.FILE_ENTRY_PUBLISHED))
                .map(event -> event.getRequiredPayload(FileEntry.class))
                .map(entry -> entry.getPath().getFileName().toString())
                .toList();
    }

    /** The display names of all containers. */
    public List<String> containers() {
        return names(TestDescriptor::isContainer);
    }

    /** The display names of all tests. */
    public List<String> tests() {
        return names(TestDescriptor::isTest);
    }

    private List<String> names(Predicate<TestDescriptor> kind) {
        return finished(kind)
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
    }

    private Stream<Event> finished(Predicate<TestDescriptor> kind) {
        return events.stream()
                .filter(Event.byType(EventType.FINISHED))
                .filter(event -> kind.test(event.getTestDescriptor()));
    }

    /** The values that tests published under a key, in the order in which they came. */
    public List<String> published(String key) {
        return events.stream()
                .filter(Event.byType(EventType.REPORTING_ENTRY_PUBLISHED))
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .flatMap(entry -> Stream.ofNullable(entry.getKeyValuePairs().get(key)))
                .toList();
    }
}
