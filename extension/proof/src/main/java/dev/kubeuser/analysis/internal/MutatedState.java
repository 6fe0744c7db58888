// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.PolicyChange.AffectedRequests;
import dev.kubeuser.analysis.internal.PolicyInForce.HeldStatements;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.analysis.internal.Topics.Topic;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestAttributes;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A state of the policy with a mutation. Only what the mutation touches is evaluated anew: a request has another answer
 * if the touched bindings allow it only before or only after, and no other binding allows it.
 */
final class MutatedState {

    private static final String EVERYWHERE = "";

    private final PolicyInForce inForce;
    private final PolicyChange change;
    private final Set<BindingReference> touched;
    private final AffectedRequests affected;
    private final RoleHolders before;
    private final RoleHolders after;
    private final Set<String> places = new HashSet<>();

    /**
     * Those whom touched bindings allow a request, by place. Rules say nothing of namespaces, so they are asked about
     * one request for all namespaces.
     *
     * @param before as they were
     * @param after with the mutation
     */
    private record Allowed(Map<String, BitSet> before, Map<String, BitSet> after) {

        boolean isSame() {
            return before.equals(after);
        }

        /** Returns those with another answer in a namespace, or in the whole cluster if that is empty. */
        BitSet differing(String namespace) {
            BitSet users = in(namespace, before);
            users.xor(in(namespace, after));
            return users;
        }

        private static BitSet in(String namespace, Map<String, BitSet> allowed) {
            BitSet users = new BitSet();
            users.or(allowed.getOrDefault(EVERYWHERE, users));
            users.or(allowed.getOrDefault(namespace, users));
            return users;
        }
    }

    MutatedState(PolicyInForce inForce, Mutation mutation) {
        this.inForce = inForce;
        this.change = new PolicyChange(inForce, mutation);
        this.touched = change.bindings();
        this.affected = change.affected();
        this.before = change.before();
        this.after = change.after();
        places.addAll(before.places());
        places.addAll(after.places());
    }

    /** Returns the numbers of the asserted requests with another answer. */
    BitSet kills(AssertedRequests asserted) {
        BitSet killed = new BitSet();
        for (String place : places) {
            asserted.addFitting(before.unlike(after, place), place, this::isChanged, killed);
        }
        return killed;
    }

    /** Returns the statements that no longer hold. */
    List<HeldStatements.Held> broken() {
        return change.broken();
    }

    private boolean isChanged(int user, Observation observation) {
        RequestAttributes request = observation.request();
        return affected.contains(request)
                && !isAllowedByOthers(observation.decision())
                && observation.decision().grants().isEmpty() == after.allows(user, request);
    }

    /** Whether other bindings, or other rules of the touched ones, allow it before and after. */
    private boolean isAllowedByOthers(Decision decision) {
        return decision.grants().stream()
                .anyMatch(grant -> !touched.contains(grant.binding().id()) || !affected.isChanged(grant.rule()));
    }

    /**
     * Returns the first wanted question with a different answer, among those that the changed rules and bindings
     * affect. Rules that stayed need no questions: where they have another answer, a changed rule has it, too. Each
     * level ends its own search: a stream inside of another would answer all its questions first.
     */
    Optional<Suggestion> difference(Topics topics, RunRecord run, Predicate<Suggestion> wanted) {
        if (places.isEmpty()) {
            return Optional.empty();
        }
        List<String> namespaces = Stream.concat(inForce.namespaces().keySet().stream(), change.newNamespaces().stream())
                .toList();
        Set<Topic> asked = new HashSet<>();
        return affected.rules().stream()
                .flatMap(rule -> Permission.of(rule).stream())
                .flatMap(permission -> topics.of(permission).stream())
                .flatMap(topic -> topic.each(namespaces))
                .filter(topic -> affected.contains(topic.request()) && asked.add(topic))
                .flatMap(topic -> difference(topic, namespaces, run, wanted).stream())
                .findFirst();
    }

    private Allowed allowed(RequestAttributes request) {
        return new Allowed(before.holding(role -> role.allows(request)), after.holding(role -> role.allows(request)));
    }

    /** In a namespace without touched bindings nothing differs if nothing does in all namespaces at once. */
    private Optional<Suggestion> difference(
            Topic topic, List<String> namespaces, RunRecord run, Predicate<Suggestion> wanted) {
        Allowed allowed = allowed(topic.request());
        if (allowed.isSame()) {
            return Optional.empty();
        }
        if (!topic.isNamespaced()) {
            return suggestion(topic, allowed, run, wanted);
        }
        boolean isEverywhere = differing(topic.request(), allowed).findAny().isPresent();
        return Stream.concat(
                        namespaces.stream().filter(namespace -> isEverywhere || places.contains(namespace)),
                        isEverywhere ? Stream.of(EVERYWHERE) : Stream.empty())
                .flatMap(namespace -> topic.at(namespace).stream())
                .flatMap(placed -> suggestion(placed, allowed, run, wanted).stream())
                .findFirst();
    }

    private Optional<Suggestion> suggestion(
            Topic placed, Allowed allowed, RunRecord run, Predicate<Suggestion> wanted) {
        RequestAttributes request = placed.request();
        return differing(request, allowed)
                .map(user -> placed.suggestion(user, inForce.policy().allows(user, request), run))
                .filter(wanted)
                .findFirst();
    }

    /** Returns the users with a different answer, in the order in which they are asked about. */
    private Stream<UserInfo> differing(RequestAttributes request, Allowed allowed) {
        return allowed.differing(request.namespace()).stream()
                .mapToObj(change.requesters()::get)
                .filter(user -> !isAllowedByOthers(inForce.policy().decide(user, request)));
    }
}
