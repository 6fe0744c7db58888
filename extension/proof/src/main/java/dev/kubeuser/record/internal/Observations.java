package dev.kubeuser.record.internal;

import dev.kubeuser.audit.internal.AskedAccess;
import dev.kubeuser.denials.internal.DecidingWebhook;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The observations while one policy was in force. */
final class Observations {

    private final Set<RecordedDecision> decisions = new LinkedHashSet<>();
    private final Set<SecondCheck> secondChecks = new LinkedHashSet<>();
    private final Set<AskedAccess> asked = new LinkedHashSet<>();
    private final StatementLog statements = new StatementLog();
    private final DecidingWebhook webhooks;

    Observations(DecidingWebhook webhooks) {
        this.webhooks = webhooks;
    }

    private boolean isOfRbac(RecordedDecision decision) {
        return webhooks.of(decision.user(), decision.request()).isEmpty();
    }

    /** Leaves out what a webhook authorizer decided: RBAC was not asked, or not heard. */
    void add(RecordedDecision decision) {
        if (isOfRbac(decision)) {
            decisions.add(decision);
        }
    }

    void add(AskedAccess access) {
        asked.add(access);
    }

    List<AskedAccess> asked() {
        return List.copyOf(asked);
    }

    void add(DefaultGrants defaults, Statement statement, Optional<TestCase> test) {
        statements.add(defaults, statement, test);
    }

    List<RecordedStatement> statements() {
        return statements.all();
    }

    void add(SecondCheck check) {
        secondChecks.add(check);
    }

    /** Returns the observed decisions and those of second checks, which alone depend on the policy. */
    List<RecordedDecision> decisions(Supplier<RbacPolicy> inForce) {
        if (secondChecks.isEmpty()) {
            return List.copyOf(decisions);
        }
        RbacPolicy policy = inForce.get();
        return Stream.concat(
                        decisions.stream(),
                        secondChecks.stream()
                                .flatMap(check -> check.decisions(policy).stream())
                                .filter(this::isOfRbac))
                .distinct()
                .toList();
    }
}
