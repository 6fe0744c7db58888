package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.coverage.TestCase;
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
 * Which tests ran when and as whom, and which of them somebody asks for. Safe for several threads.
 *
 * <p>A thread that a test began with belongs to that test. On another one, of a pool for example, nobody can tell, unless
 * only one test is running.
 */
public final class RunningTests {

    private final Map<Thread, TestSpan> running = new ConcurrentHashMap<>();
    private final Queue<TestSpan> all = new ConcurrentLinkedQueue<>();
    private final Set<String> users = ConcurrentHashMap.newKeySet();
    private final Set<Thread> engineThreads =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /**
     * Takes note that this thread is JUnit's, which goes from one test to the next. What it does outside of tests, as in
     * {@code @BeforeAll}, is none of the test that another thread is at.
     */
    public void onThreadOfEngine() {
        engineThreads.add(Thread.currentThread());
    }

    /**
     * Takes note that a test begins, on its own thread.
     *
     * @param test which
     * @param users the names of the users that it has
     */
    public void begin(TestCase test, Set<String> users) {
        onThreadOfEngine();
        TestSpan span = new TestSpan(test, users);
        this.users.addAll(users);
        all.add(span);
        running.put(Thread.currentThread(), span);
    }

    /**
     * Takes note that somebody is given a user's credential: the test of this thread, if there is one.
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

    /** Takes note that the test of this thread has ended. */
    public void end() {
        TestSpan span = running.remove(Thread.currentThread());
        if (span != null) {
            span.end();
        }
    }

    /**
     * {@return the test that the calling thread works for, if that can be told}
     */
    public Optional<TestCase> current() {
        return at(Instant.now());
    }

    /** The same at an earlier time, since which the calling thread has been waiting. */
    Optional<TestCase> at(Instant time) {
        Thread thread = Thread.currentThread();
        TestSpan mine = running.get(thread);
        if (mine != null) {
            return Optional.of(mine.test());
        }
        return engineThreads.contains(thread)
                ? Optional.empty()
                : sole(all.stream().filter(span -> span.isAt(time)));
    }

    /** Whether any test had a user of this name. */
    boolean hasHeld(String user) {
        return users.contains(user);
    }

    /** The test that had a user at that time, if it was one alone. */
    Optional<TestCase> holding(String user, Instant time) {
        return sole(all.stream().filter(span -> span.isWith(user, time)));
    }

    private static Optional<TestCase> sole(Stream<TestSpan> spans) {
        List<TestSpan> found = spans.limit(2).toList();
        return found.size() == 1 ? Optional.of(found.get(0).test()) : Optional.empty();
    }

    /** The time of one test, and the names of the users that it has. Safe for several threads. */
    private static final class TestSpan {

        private final TestCase test;
        private final Set<String> users = ConcurrentHashMap.newKeySet();
        private final Instant begin = Instant.now();
        private volatile Instant end = Instant.MAX;

        TestSpan(TestCase test, Set<String> users) {
            this.test = test;
            this.users.addAll(users);
        }

        void end() {
            end = Instant.now();
        }

        /** One that is declared at a parameter of another method than the test's, as of {@code @BeforeEach}. */
        void hold(String user) {
            users.add(user);
        }

        TestCase test() {
            return test;
        }

        boolean isWith(String user, Instant time) {
            return users.contains(user) && isAt(time);
        }

        boolean isAt(Instant time) {
            return !time.isBefore(begin) && !time.isAfter(end);
        }
    }
}
