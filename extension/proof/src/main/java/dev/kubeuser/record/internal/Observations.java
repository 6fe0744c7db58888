package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.Statement;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The observations while one policy was in force. */
final class Observations {

    private final Set<RecordedDecision> decisions = new LinkedHashSet<>();
    private final Set<FurtherNeed> needs = new LinkedHashSet<>();
    private final Set<AdmissionQuestion> questions = new LinkedHashSet<>();
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

    void add(FurtherNeed need) {
        needs.add(need);
    }

    /** Notes what policies of admission in force ask authorizers about requests. */
    void ask(Collection<AdmissionQuestion> more) {
        questions.addAll(more);
    }

    Set<AdmissionQuestion> questions() {
        return questions;
    }

    /** Returns the observed decisions and those of further needs, which alone depend on the policy. */
    List<RecordedDecision> decisions(Supplier<RbacPolicy> inForce) {
        if (needs.isEmpty()) {
            return List.copyOf(decisions);
        }
        RbacPolicy policy = inForce.get();
        return Stream.concat(
                        decisions.stream(),
                        needs.stream()
                                .flatMap(need -> need.decisions(policy).stream())
                                .filter(this::isOfRbac))
                .distinct()
                .toList();
    }
}
