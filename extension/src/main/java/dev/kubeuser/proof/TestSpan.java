package dev.kubeuser.proof;

import java.time.Instant;
import java.util.Set;

/** The time of one test, and the names of the users that it has. Safe for several threads. */
final class TestSpan {

    private final TestCase test;
    private final Set<String> users;
    private final Instant begin = Instant.now();
    private volatile Instant end = Instant.MAX;

    TestSpan(TestCase test, Set<String> users) {
        this.test = test;
        this.users = Set.copyOf(users);
    }

    void end() {
        end = Instant.now();
    }

    TestCase test() {
        return test;
    }

    boolean isWith(String user, Instant time) {
        return users.contains(user) && !time.isBefore(begin) && !time.isAfter(end);
    }
}
