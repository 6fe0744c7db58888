package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.coverage.TestCase;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Knows which tests ran when and with which users, and which test a call belongs to. Thread-safe.
 *
 * <p>The thread that a test began on belongs to that test. A call on another thread, for example of a pool, can only be
 * attributed if exactly one test is running.
 */
public final class RunningTests {

    private final Map<Thread, TestSpan> running = new ConcurrentHashMap<>();
    private final Queue<TestSpan> all = new ConcurrentLinkedQueue<>();
    private final Set<String> users = ConcurrentHashMap.newKeySet();
    private final Queue<ExpectedDenial> expected = new ConcurrentLinkedQueue<>();
    private final Set<Thread> engineThreads =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /**
     * Notes that this thread is JUnit's, which runs one test after the other. What it does outside of tests, as in
     * {@code @BeforeAll}, does not belong to a test on another thread.
     */
    public void onThreadOfEngine() {
        engineThreads.add(Thread.currentThread());
    }

    /**
     * Notes that a test begins, on its own thread.
     *
     * @param test the test
     * @param users the names of its users
     */
    public void begin(TestCase test, Set<String> users) {
        onThreadOfEngine();
        TestSpan span = new TestSpan(test, Thread.currentThread(), users);
        this.users.addAll(users);
        all.add(span);
        running.put(Thread.currentThread(), span);
    }

    /**
     * Notes that the test of this thread, if any, is given a user's credential.
     *
     * @param user the user's name
     */
    public void hold(String user) {
        users.add(user);
        TestSpan span = running.get(Thread.currentThread());
        if (span != null) {
            span.hold(user);
        }
    }

    /**
     * Notes which refusals the test of this thread declares as expected; outside of tests, for what belongs to no test.
     *
     * @param denials the expected refusals
     */
    public void expect(List<ExpectedDenial> denials) {
        TestSpan span = running.get(Thread.currentThread());
        (span == null ? expected : span.expected).addAll(denials);
    }

    /** Whether the test of a refused request expects that. */
    boolean expects(RefusedRequest refused) {
        return all.stream()
                        .filter(span -> span.test().equals(refused.test()))
                        .flatMap(span -> span.expected.stream())
                        .anyMatch(each -> each.matches(refused))
                || (refused.test() == null && expected.stream().anyMatch(each -> each.matches(refused)));
    }

    /** Notes that the test of this thread has ended. */
    public void end() {
        TestSpan span = running.remove(Thread.currentThread());
        if (span != null) {
            span.end();
        }
    }

    /**
     * {@return the test that the calling thread works for, if known}
     */
    public Optional<TestCase> current() {
        return of(Thread.currentThread(), Instant.now());
    }

    /** Returns the test that a thread worked for at that time, if known. */
    Optional<TestCase> of(Thread thread, Instant time) {
        TestSpan mine = running.get(thread);
        if (mine != null && mine.isAt(time)) {
            return Optional.of(mine.test());
        }
        return engineThreads.contains(thread)
                ? all.stream()
                        .filter(span -> span.isOn(thread) && span.isAt(time))
                        .reduce((earlier, later) -> later)
                        .map(TestSpan::test)
                : sole(all.stream().filter(span -> span.isAt(time)));
    }

    /** Whether any test had a user of this name. */
    boolean hasHeld(String user) {
        return users.contains(user);
    }

    /** Returns the test that had a user at that time, if it was exactly one. */
    Optional<TestCase> holding(String user, Instant time) {
        return sole(all.stream().filter(span -> span.isWith(user, time)));
    }

    private static Optional<TestCase> sole(Stream<TestSpan> spans) {
        List<TestSpan> found = spans.limit(2).toList();
        return found.size() == 1 ? Optional.of(found.get(0).test()) : Optional.empty();
    }

    /** The time span of one test, and the names of its users. Thread-safe. */
    private static final class TestSpan {

        private final TestCase test;
        private final WeakReference<Thread> thread;
        private final Set<String> users = ConcurrentHashMap.newKeySet();
        private final Queue<ExpectedDenial> expected = new ConcurrentLinkedQueue<>();
        private final Instant begin = Instant.now();
        private volatile Instant end = Instant.MAX;

        TestSpan(TestCase test, Thread thread, Set<String> users) {
            this.test = test;
            this.thread = new WeakReference<>(thread);
            this.users.addAll(users);
        }

        void end() {
            end = Instant.now();
        }

        /** Adds a user declared on a parameter of a method other than the test's, such as {@code @BeforeEach}. */
        void hold(String user) {
            users.add(user);
        }

        TestCase test() {
            return test;
        }

        boolean isOn(Thread other) {
            return thread.refersTo(other);
        }

        boolean isWith(String user, Instant time) {
            return users.contains(user) && isAt(time);
        }

        boolean isAt(Instant time) {
            return !time.isBefore(begin) && !time.isAfter(end);
        }
    }
}
