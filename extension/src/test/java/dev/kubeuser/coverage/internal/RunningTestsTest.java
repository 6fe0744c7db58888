package dev.kubeuser.coverage.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.kinds.RunsOnce;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who works for which test, and which had a user when. */
@RunsOnce
class RunningTestsTest {

    private static final TestCase FIRST = new TestCase("1", "first");
    private static final TestCase SECOND = new TestCase("2", "second");

    private final RunningTests tests = new RunningTests();

    @Test
    void a_user_belongs_to_the_only_test_that_has_it_at_that_time() {
        Instant before = Instant.now().minusSeconds(1);
        tests.begin(FIRST, Set.of("alice", "bob"));
        CompletableFuture.runAsync(() -> tests.begin(SECOND, Set.of("bob"))).join();
        Instant during = Instant.now();
        assertThat(tests.holding("alice", during)).contains(FIRST);
        assertThat(tests.holding("bob", during)).as("of two tests").isEmpty();
        assertThat(tests.holding("alice", before)).isEmpty();
        tests.end();
        Instant after = Instant.now().plusSeconds(1);
        assertThat(tests.holding("alice", after)).isEmpty();
        assertThat(tests.holding("bob", after)).contains(SECOND);
        assertThat(tests.hasHeld("alice")).isTrue();
        assertThat(tests.hasHeld("carol")).isFalse();
    }
}
