// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.run.TestCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Who works for which test, and which had a user when. */
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

    private static <T> T onAnotherThread(Supplier<T> action) {
        return CompletableFuture.supplyAsync(action).join();
    }

    @Test
    void a_thread_of_nobody_works_for_the_only_test_that_runs() {
        tests.begin(FIRST, Set.of());
        assertThat(onAnotherThread(tests::current)).contains(FIRST);
        tests.end();
        assertThat(tests.current()).isEmpty();
    }

    @Test
    void a_thread_of_nobody_works_for_none_of_two_tests() throws InterruptedException {
        tests.begin(FIRST, Set.of());
        Thread second = new Thread(() -> tests.begin(SECOND, Set.of()));
        second.start();
        second.join();
        assertThat(tests.current()).contains(FIRST);
        assertThat(onAnotherThread(tests::current)).isEmpty();
    }

    @Test
    void a_thread_of_the_engine_works_for_no_test_between_its_tests() throws InterruptedException {
        tests.begin(FIRST, Set.of());
        List<Optional<TestCase>> current = new ArrayList<>();
        Thread engine = new Thread(() -> {
            tests.onThreadOfEngine();
            current.add(tests.current());
        });
        engine.start();
        engine.join();
        assertThat(current).containsExactly(Optional.empty());
    }

    @Test
    void a_user_that_is_given_to_a_test_later_belongs_to_it() {
        tests.begin(FIRST, Set.of());
        tests.hold("alice");
        assertThat(tests.holding("alice", Instant.now())).contains(FIRST);
    }

    @Test
    void a_user_that_is_given_outside_of_tests_belongs_to_none() {
        tests.hold("alice");
        assertThat(tests.hasHeld("alice")).isTrue();
        assertThat(tests.holding("alice", Instant.now())).isEmpty();
    }
}
