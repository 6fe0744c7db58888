// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.statement.internal.DefaultGrants;
import dev.kubeuser.statement.internal.GrantedRequests;
import dev.kubeuser.statement.internal.ReferencePolicy;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.statement.internal.Statement.Holders;
import dev.kubeuser.testkit.Choice;
import java.util.ArrayList;
import java.util.List;

/** Random statements on the policies of a random record: most of them hold, and just so. Each has a test of its own. */
record RandomStatements(Choice choice) {

    static final DefaultGrants DEFAULTS = DefaultGrants.of("1.37");

    private static final List<String> NAMESPACES = List.of("", "dev", "ops", "default", "own-1");
    private static final List<String> VERBS = List.of("get", "list", "create", "delete", "*");
    private static final List<String> GROUPS = List.of("", "apps", "*");
    private static final List<String> RESOURCES = List.of("pods", "pods/log", "secrets", "deployments", "*", "*/scale");
    private static final List<Subject> SUBJECTS = List.of(
            Subject.user("alice"),
            Subject.user("bob"),
            Subject.group("developers"),
            Subject.group("system:authenticated"),
            Subject.group("system:serviceaccounts"),
            Subject.group("system:serviceaccounts:dev"),
            Subject.group("system:unauthenticated"),
            Subject.group("system:masters"),
            Subject.serviceAccount("dev", "robot"),
            Subject.serviceAccount("own-1", "robot"));

    /** The same record, some of its policies with the default one of Kubernetes, and statements on each. */
    RunRecord with(RunRecord runRecord) {
        List<PolicyState> states = new ArrayList<>();
        RbacPolicyBuilder defaults = DefaultPolicy.of(DEFAULTS.minor());
        List<RbacPolicy> known = new ArrayList<>();
        for (PolicyState state : runRecord.states()) {
            PolicyState base = new PolicyState(
                    choice.oneIn(2) ? state.rest() : defaults.copy().addAll(state.rest()),
                    state.objects(),
                    state.decisions());
            known.add(base.policy());
            states.add(stated(base, states.size(), known));
        }
        return new RunRecord(
                states,
                runRecord.served(),
                runRecord.requests(),
                List.of(),
                runRecord.namespaces(),
                List.of(),
                runRecord.places());
    }

    private PolicyState stated(PolicyState state, int place, List<RbacPolicy> known) {
        GrantedRequests granted = GrantedRequests.of(state.policy(), DEFAULTS);
        List<RecordedStatement> statements = new ArrayList<>();
        for (int number = 0; number < 12; number++) {
            String test = "statement " + place + "." + number;
            statements.add(
                    new RecordedStatement(statement(granted, known), DEFAULTS, List.of(new TestCase(test, test))));
        }
        return new PolicyState(state.rest(), state.objects(), state.decisions(), List.of(), statements);
    }

    private Statement statement(GrantedRequests granted, List<RbacPolicy> known) {
        return switch (choice.random().nextInt(7)) {
            case 0, 1 -> forbids(granted);
            case 2 -> grants(granted);
            case 3 -> new Statement.ForbidsBoth(holders(), requests(), requests());
            case 4 -> new Statement.Within(reference(known), choice.oneIn(2) ? RequestSet.all() : requests());
            case 5 -> confines(granted);
            default -> new Statement.Keeps(reference(known), choice.oneIn(2) ? RequestSet.all() : requests());
        };
    }

    private static ReferencePolicy reference(RbacPolicy policy) {
        return ReferencePolicy.of(policy, DEFAULTS).orElseThrow();
    }

    private ReferencePolicy reference(List<RbacPolicy> known) {
        return reference(choice.oneIn(3) ? choice.one(known) : known.get(known.size() - 1));
    }

    /** Without what somebody has, mostly. */
    private Statement forbids(GrantedRequests granted) {
        Statement.Forbids all = new Statement.Forbids(holders(), requests());
        RequestSet held = all.contradictions(granted)
                .flatMap(found -> found.requests().stream())
                .reduce(RequestSet.none(), RequestSet::union);
        return choice.oneIn(5)
                ? all
                : new Statement.Forbids(all.holders(), all.requests().minus(held));
    }

    /** Of what the subject has, mostly. */
    private Statement grants(GrantedRequests granted) {
        Subject subject = choice.one(SUBJECTS);
        RequestSet all = held(subject, granted);
        RequestSet some = choice.oneIn(2) ? all : all.intersection(requests());
        return new Statement.Grants(subject, choice.oneIn(5) ? requests() : some);
    }

    /** To what the subject has, mostly, and some more. */
    private Statement confines(GrantedRequests granted) {
        Subject subject = choice.one(SUBJECTS);
        RequestSet all = held(subject, granted);
        return new Statement.Confines(subject, choice.oneIn(5) ? requests() : all.union(requests()));
    }

    private static RequestSet held(Subject subject, GrantedRequests granted) {
        return GrantedRequests.groupsOf(subject).stream()
                .map(granted::ownRequestsOf)
                .reduce(granted.ownRequestsOf(subject), RequestSet::union);
    }

    private Holders holders() {
        return switch (choice.random().nextInt(3)) {
            case 0 -> Holders.ALL;
            case 1 -> Holders.allBut(choice.some(2, SUBJECTS));
            default -> Holders.serviceAccountsOutside(choice.some(1, List.of("dev", "own-1", "ops")));
        };
    }

    private RequestSet requests() {
        RequestSet requests = new RbacRule(
                        new RbacRule.Id(RoleReference.clusterRole("statement"), 0),
                        null,
                        choice.some(2, VERBS),
                        choice.oneIn(2) ? List.of("*") : choice.some(2, GROUPS),
                        choice.some(2, RESOURCES),
                        choice.oneIn(4) ? List.of("db") : List.of(),
                        choice.oneIn(3) ? List.of("/metrics", "/logs/*") : List.of())
                .requests();
        return choice.oneIn(2) ? requests : requests.in(choice.one(NAMESPACES));
    }
}
