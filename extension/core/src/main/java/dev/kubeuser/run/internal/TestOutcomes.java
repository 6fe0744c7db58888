package dev.kubeuser.run.internal;

import dev.kubeuser.run.TestCase;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the tests of a run ended.
 *
 * @param ended how many passed or failed; a class that fails before or after its tests counts as one
 * @param failed those that failed
 */
public record TestOutcomes(long ended, List<TestCase> failed) {

    /** Before any test ended. */
    public static final TestOutcomes NONE = new TestOutcomes(0, List.of());

    /** Copies the list. */
    public TestOutcomes {
        failed = List.copyOf(failed);
    }

    /** Returns those of two JVMs together. */
    public TestOutcomes with(TestOutcomes other) {
        return new TestOutcomes(
                ended + other.ended,
                Stream.concat(failed.stream(), other.failed.stream()).toList());
    }

    /** As a record's own, for which the JVM would generate code at the end of the first test. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TestOutcomes outcomes && ended == outcomes.ended && failed.equals(outcomes.failed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ended, failed);
    }
}
