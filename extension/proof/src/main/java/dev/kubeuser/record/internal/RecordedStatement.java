package dev.kubeuser.record.internal;

import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.Statement;
import java.util.List;

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
}
