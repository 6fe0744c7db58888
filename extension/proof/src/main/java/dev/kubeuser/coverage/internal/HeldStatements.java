package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.record.internal.RecordedStatement;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.GrantChange;
import dev.kubeuser.statement.internal.GrantedRequests;
import dev.kubeuser.statement.internal.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The statements of tests that hold for a policy in force. Those that do not hold any more, because a test has changed the
 * policy meanwhile, prove nothing.
 */
public final class HeldStatements {

    private final Map<GrantedRequests, List<Held>> byPolicy = new LinkedHashMap<>();

    /**
     * A statement that holds.
     *
     * @param statement the statement
     * @param tests the known tests that made it
     */
    public record Held(Statement statement, List<TestCase> tests) {

        /** Copies the list. */
        public Held {
            tests = List.copyOf(tests);
        }
    }

    HeldStatements(PolicyInForce inForce) {
        Map<DefaultGrants, GrantedRequests> all = new LinkedHashMap<>();
        for (RecordedStatement recorded : inForce.state().statements()) {
            GrantedRequests granted = all.computeIfAbsent(
                    recorded.defaults(), defaults -> GrantedRequests.of(inForce.policy(), defaults));
            if (recorded.statement().holds(granted)) {
                byPolicy.computeIfAbsent(granted, unused -> new ArrayList<>())
                        .add(new Held(recorded.statement(), recorded.tests()));
            }
        }
    }

    /** Returns what the bindings allow, with the statements. */
    Map<GrantedRequests, List<Held>> byPolicy() {
        return byPolicy;
    }

    /**
     * {@return those that do not hold after a change}
     *
     * @param roles the roles that are others
     * @param bindings the bindings that are others
     */
    public List<Held> brokenBy(Collection<RbacRole> roles, Collection<RbacBinding> bindings) {
        List<Held> broken = new ArrayList<>();
        byPolicy.forEach((granted, statements) -> {
            GrantChange change = new GrantChange(granted, roles, bindings);
            statements.stream()
                    .filter(held -> !held.statement().outlives(change))
                    .forEach(broken::add);
        });
        return broken;
    }
}
