// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.TestCase;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows which tests ran when and with which users, and which test a call belongs to. Thread-safe.
 *
 * <p>The thread that a test began on belongs to that test. A call on another thread, for example of a pool, can only be
 * attributed if exactly one test is running.
 */
public final class RunningTests {

    private final Map<Thread, TestSpan> running = new ConcurrentHashMap<>();
    private final Set<TestSpan> unended = ConcurrentHashMap.newKeySet();

    /** The tests that ended, by each second of their time: a moment is found among many tests without a look at all. */
    private final Map<Long, Queue<TestSpan>> ended = new ConcurrentHashMap<>();

    /** The IDs of the tests that ended. Of a test that runs again, the last result is kept. */
    private final Set<String> told = new HashSet<>();

    /** The tests of the requests that no client has reported yet, by Audit-ID. */
    private final Map<String, TestCase> sending = new ConcurrentHashMap<>();

    private final Map<String, FailedTest> failed = new LinkedHashMap<>();

    private final Set<String> users = ConcurrentHashMap.newKeySet();
    private final Map<TestCase, Denials> denials = new ConcurrentHashMap<>();
    private final Queue<Denials> denialsOutside = new ConcurrentLinkedQueue<>();
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
        unended.add(span);
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

    /** Notes what denials do to the test of this thread; outside of tests, to what belongs to no test. */
    public void judgeBy(Denials judging) {
        TestSpan span = running.get(Thread.currentThread());
        if (span != null && (judging.isStrict() || judging.isExpecting())) {
            denials.put(span.test(), judging);
        } else if (span == null && judging.isExpecting()) {
            denialsOutside.add(judging);
        }
    }

    /**
     * Whether a refused request fails no test. One that belongs to no test may fail its class.
     *
     * @param test the test of the request, if known
     * @param user the name of the user who was refused
     */
    public boolean isReportedOnly(@Nullable TestCase test, String user) {
        return test != null && declared(test).noneMatch(each -> each.isFailure(user));
    }

    private Stream<Denials> declared(@Nullable TestCase test) {
        return test == null ? denialsOutside.stream() : Stream.ofNullable(denials.get(test));
    }

    /**
     * Whether a test expects a refusal.
     *
     * @param test the test of the request, if known
     * @param user the name of the user who was refused
     * @param missing what the user would have needed
     */
    public boolean expects(@Nullable TestCase test, String user, List<RequestAttributes> missing) {
        return declared(test).anyMatch(each -> each.expects(user, missing));
    }

    /** Notes that the test of this thread has ended. */
    public void end() {
        TestSpan span = running.remove(Thread.currentThread());
        if (span != null) {
            span.end();
            span.seconds()
                    .forEach(second -> ended.computeIfAbsent(second, absent -> new ConcurrentLinkedQueue<>())
                            .add(span));
            unended.remove(span);
        }
    }

    /**
     * Notes how a test, or a class around its tests, ended.
     *
     * @param test the test, or the class as if it were one
     * @param failure what it failed with, or {@code null} if it passed; one that was aborted is not noted
     */
    public void ended(TestCase test, @Nullable Throwable failure) {
        synchronized (told) {
            told.add(test.id());
            if (failure == null) {
                failed.remove(test.id());
            } else {
                failed.put(test.id(), FailedTest.of(test, failure));
            }
        }
    }

    /** {@return how all tests ended so far} */
    public TestOutcomes outcomes() {
        synchronized (told) {
            return new TestOutcomes(told.size(), List.copyOf(failed.values()));
        }
    }

    /** Returns the tests of a moment. A test that ends is added to those that ended before it leaves the others. */
    private Stream<TestSpan> at(Instant time) {
        List<TestSpan> others = List.copyOf(unended);
        Queue<TestSpan> past = ended.get(time.getEpochSecond());
        return Stream.concat(others.stream(), past == null ? Stream.empty() : past.stream())
                .filter(span -> span.isAt(time))
                .distinct();
    }

    /** {@return the test that the calling thread works for, if known} */
    public Optional<TestCase> current() {
        return of(Thread.currentThread(), Instant.now());
    }

    /** Returns the test that a thread worked for at that time, if known. */
    public Optional<TestCase> of(Thread thread, Instant time) {
        TestSpan mine = running.get(thread);
        if (mine != null && mine.isAt(time)) {
            return Optional.of(mine.test());
        }
        return engineThreads.contains(thread)
                ? at(time).filter(span -> span.isOn(thread))
                        .max(Comparator.comparing(TestSpan::begin))
                        .map(TestSpan::test)
                : sole(at(time));
    }

    /**
     * Notes that the calling thread sends a request.
     *
     * @param auditId the request's header {@code Audit-ID}
     */
    public void sends(String auditId) {
        current().ifPresent(test -> sending.put(auditId, test));
    }

    /**
     * Notes that the client has reported a request.
     *
     * @param auditId the request's header {@code Audit-ID}
     */
    public void answered(String auditId) {
        sending.remove(auditId);
    }

    /** Returns the test that sent a request, if its client has not reported the request. */
    public Optional<TestCase> sender(String auditId) {
        return Optional.ofNullable(sending.get(auditId));
    }

    /** Whether any test had a user of this name. */
    public boolean hasHeld(String user) {
        return users.contains(user);
    }

    /** Returns the test that had a user at that time, if it was exactly one. */
    public Optional<TestCase> holding(String user, Instant time) {
        return sole(at(time).filter(span -> span.isWith(user)));
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

        boolean isWith(String user) {
            return users.contains(user);
        }

        Instant begin() {
            return begin;
        }

        /** Returns the seconds in which it ran, once it has ended. */
        LongStream seconds() {
            return LongStream.rangeClosed(begin.getEpochSecond(), end.getEpochSecond());
        }

        boolean isAt(Instant time) {
            return !time.isBefore(begin) && !time.isAfter(end);
        }
    }

    /**
     * How the tests of a run ended.
     *
     * @param ended how many passed or failed; a class that fails before or after its tests counts as one test
     * @param failed those that failed
     */
    public record TestOutcomes(long ended, List<FailedTest> failed) {

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

    /**
     * A test that failed.
     *
     * @param id JUnit's unique ID
     * @param name a readable name
     * @param message the first lines of its failure's message
     */
    public record FailedTest(String id, String name, String message) {

        private static final int FIRST_LINES = 3;
        private static final Pattern RULE = Pattern.compile("(change |nearest )?rule:? |add to the rules of ");
        private static final int MAX_LINES = 20;
        private static final int MAX_LENGTH = 4_000;

        /** What a test compares may be a credential or a Secret, and reports are published. */
        private static final Pattern CREDENTIAL = Pattern.compile(
                "(?m)^body: .*|\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*-----)?");

        /** Returns the test. */
        public TestCase test() {
            return new TestCase(id, name);
        }

        /** Returns what the failure says first, and the rule that it names, for a sentence. */
        public String inShort() {
            List<String> lines = message.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            Stream<String> first = lines.stream().limit(FIRST_LINES);
            Stream<String> rule = lines.stream()
                    .skip(FIRST_LINES)
                    .filter(line -> RULE.matcher(line).lookingAt())
                    .limit(1);
            return Stream.concat(first, rule).collect(Collectors.joining(" "));
        }

        static FailedTest of(TestCase test, Throwable failure) {
            String message = String.valueOf(failure.getMessage()).strip();
            String said = failure instanceof AssertionError
                    ? message
                    : failure.getClass().getSimpleName() + ": " + message;
            String safe = CREDENTIAL.matcher(said).replaceAll("(left out)");
            return new FailedTest(
                    test.id(),
                    test.name(),
                    Printable.lines(safe.substring(0, Math.min(safe.length(), MAX_LENGTH)))
                            .lines()
                            .limit(MAX_LINES)
                            .collect(Collectors.joining("\n")));
        }
    }
}
