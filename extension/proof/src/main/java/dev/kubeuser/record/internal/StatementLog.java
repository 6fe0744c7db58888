package dev.kubeuser.record.internal;

import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.Statement;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Statements on one policy, equal ones once. Not thread-safe. */
final class StatementLog {

    private final Map<Key, Set<TestCase>> tests = new LinkedHashMap<>();

    private record Key(Statement statement, DefaultGrants defaults) {}

    void add(DefaultGrants defaults, Statement statement, Optional<TestCase> test) {
        Set<TestCase> same = tests.computeIfAbsent(new Key(statement, defaults), unused -> new LinkedHashSet<>());
        test.ifPresent(same::add);
    }

    List<RecordedStatement> all() {
        return tests.entrySet().stream()
                .map(entry -> new RecordedStatement(
                        entry.getKey().statement(), entry.getKey().defaults(), List.copyOf(entry.getValue())))
                .toList();
    }
}
