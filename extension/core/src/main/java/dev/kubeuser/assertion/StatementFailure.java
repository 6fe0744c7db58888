// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.AccessReviewer.ReviewAnswer;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.statement.EffectiveDifference.Change;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.UnknownGrant;
import dev.kubeuser.statement.internal.Statement.Contradiction;
import dev.kubeuser.statement.internal.Statement.Contradiction.Fact;
import dev.kubeuser.statement.internal.Statement.Holders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reports what contradicts a statement about all requests, once the API server has answered the same. The evaluator
 * decided it, and the two have never disagreed; should they, the failure of a test must not rest on it.
 *
 * @param policy the policy
 */
record StatementFailure(EffectivePolicy policy) {

    /** So many are still read. */
    private static final int MAX_NAMED = 10;

    Failure shouldHold(String who, String what, List<Contradiction> found) {
        return Failure.of(
                who,
                what,
                facts("but ", found.get(0)),
                others(found),
                confirmed(found.get(0).facts(policy)));
    }

    Failure shouldHaveNoRisks(Holders holders, String where, Map<Risk, List<Contradiction>> found) {
        return Failure.of(
                "Expecting " + holders,
                "to have a risky permission" + where,
                found.entrySet().stream()
                        .map(one -> {
                            List<String> lines = new ArrayList<>();
                            lines.add("but a subject " + one.getKey().why() + " (" + one.getKey() + "):");
                            lines.addAll(
                                    Failure.indented(facts("", one.getValue().get(0))));
                            lines.addAll(Failure.indented(others(one.getValue())));
                            return lines;
                        })
                        .toList(),
                confirmed(found.values().iterator().next().get(0).facts(policy)));
    }

    /** The expectation is worded as in {@code to grant nothing beyond the reference}. */
    Failure shouldBe(String expected, List<Change> changes) {
        Change first = changes.get(0);
        Subject subject = first.subjects().get(0);
        Fact fact = new Fact(subject, first.example(), first.grant().stream().toList(), first.isGained());
        return Failure.of("Expecting the policy", expected, "but", lines(changes), confirmed(List.of(fact)));
    }

    /** What could contradict it is in none of the sources. */
    Failure notKnown(String who, String what, List<UnknownGrant> unknown) {
        List<String> lines = unknown.stream()
                .limit(MAX_NAMED)
                .map(grant -> "  " + grant.role() + ", which " + PolicyText.binding(grant.binding()) + " gives "
                        + grant.subject())
                .toList();
        int left = unknown.size() - MAX_NAMED;
        return Failure.of(
                who,
                what,
                "but that is not known from the manifests, which do not have",
                lines,
                left > 0 ? List.of("  and " + left + " more") : List.of(),
                "The cluster may have such a role, with any rules: load its file too. If it has none, begin with"
                        + " assumingNoOtherRoles()");
    }

    /**
     * {@return what is said of an API server that has the policy: it answers as the evaluator did}
     *
     * @throws IllegalStateException if it does not: the policy has changed since it was read, or the evaluator is wrong
     */
    private List<String> confirmed(List<Fact> facts) {
        Optional<Cluster> cluster = ClusterPolicy.clusterOf(policy);
        if (cluster.isEmpty()) {
            return List.of();
        }
        facts.forEach(fact -> require(fact, cluster.get()));
        return List.of("The API server answers the same.");
    }

    private List<String> facts(String begin, Contradiction found) {
        List<String> lines = new ArrayList<>();
        found.facts(policy).forEach(fact -> lines.addAll(fact(lines.isEmpty() ? begin : "and ", fact)));
        return lines;
    }

    private static List<String> fact(String begin, Fact fact) {
        List<String> lines = new ArrayList<>();
        lines.add(begin + fact.subject() + (fact.isAllowed() ? " is allowed " : " is not allowed ") + fact.request());
        fact.grants().stream().limit(1).forEach(grant -> lines.addAll(Failure.indented(PolicyText.grant(grant))));
        return lines;
    }

    private static List<String> others(List<Contradiction> found) {
        if (found.size() == 1) {
            return List.of();
        }
        String names = found.stream()
                .skip(1)
                .limit(MAX_NAMED)
                .map(one -> one.subject().toString())
                .collect(Collectors.joining(", "));
        int left = found.size() - 1 - MAX_NAMED;
        return List.of("The same holds for " + names + (left > 0 ? " and " + Counted.of(left, "more subject") : ""));
    }

    private static List<String> lines(List<Change> changes) {
        List<String> lines = new ArrayList<>();
        for (Change change : changes.subList(0, Math.min(changes.size(), MAX_NAMED))) {
            lines.add("  " + change);
            change.grant()
                    .ifPresent(grant -> lines.addAll(Failure.indented(Failure.indented(PolicyText.grant(grant)))));
        }
        if (changes.size() > MAX_NAMED) {
            lines.add("  and " + Counted.of(changes.size() - MAX_NAMED, "more change"));
        }
        return lines;
    }

    private static void require(Fact fact, Cluster cluster) {
        AccessReviewer reviewer = AccessReviewer.of(ReviewedSubject.of(cluster, fact.subject()));
        ReviewAnswer answer = reviewer.answer(AccessQuery.of(fact.request()));
        boolean isAllowed = answer.isAllowed();
        if (isAllowed == fact.isAllowed()) {
            return;
        }
        String what = fact.subject() + (fact.isAllowed() ? " may " : " may not ") + fact.request();
        Optional<String> other = reviewer.otherAuthorizer(answer);
        if (other.isPresent()) {
            throw new IllegalStateException("By roles and bindings " + what + ", but " + other.get()
                    + (isAllowed ? " allows it" : " denies it") + ". A statement is about roles and bindings alone");
        }
        if (ClusterPolicy.inForce(cluster).rbac().allows(fact.user(), fact.request()) == isAllowed) {
            throw new IllegalStateException(
                    "The policy of the cluster has changed since it was read. It said that " + what
                            + ", and the API server says the opposite: read it again, by "
                            + "ClusterPolicy.inForce(cluster)");
        }
        throw new IllegalStateException("kubeuser computed from the policy of the cluster that " + what
                + ", and the API server says the opposite. Another authorizer than RBAC may have decided, or this is a"
                + " bug of kubeuser: please report it with the roles and bindings of " + fact.subject());
    }
}
