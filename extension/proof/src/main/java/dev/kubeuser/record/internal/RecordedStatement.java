package dev.kubeuser.record.internal;

import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A statement that an assertion found to hold for a policy in force.
 *
 * @param statement the statement, about requests that can be sent
 * @param defaults what Kubernetes itself gives, which the statement leaves out
 * @param tests the known tests with such an assertion
 */
public record RecordedStatement(Statement statement, DefaultGrants defaults, List<TestCase> tests) {

    /** Copies the list. */
    public RecordedStatement {
        tests = List.copyOf(tests);
    }

    /** Statements on one policy, equal ones once. Not thread-safe. */
    static final class Log {

        private final Map<Key, Set<TestCase>> tests = new LinkedHashMap<>();

        private record Key(Statement statement, DefaultGrants defaults) {}

        void add(DefaultGrants defaults, Statement statement, Optional<TestCase> test) {
            Set<TestCase> same = tests.computeIfAbsent(new Key(statement, defaults), unused -> new LinkedHashSet<>());
            test.ifPresent(same::add);
        }

        /** Returns all so far, and forgets them. */
        List<RecordedStatement> take() {
            List<RecordedStatement> all = new ArrayList<>();
            tests.forEach(
                    (key, same) -> all.add(new RecordedStatement(key.statement(), key.defaults(), List.copyOf(same))));
            tests.clear();
            return all;
        }
    }
}
