package dev.kubeuser.coverage.internal;

import dev.kubeuser.coverage.TestCase;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The time of one test, and the names of the users that it has. Safe for several threads. */
final class TestSpan {

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
