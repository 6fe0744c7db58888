// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.PolicyChange.AffectedRequests;
import dev.kubeuser.analysis.internal.PolicyChange.RoleHolders;
import dev.kubeuser.analysis.internal.PolicyInForce.Observation;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.analysis.internal.Topics.Topic;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A state of the policy with a mutation. Only what the mutation touches is evaluated again: the answer to a request
 * differs if the touched bindings allow it only before or only after, and no other binding allows it.
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
     * The users that touched bindings allow a request, by place. Rules have no namespaces, so one request is evaluated
     * for all namespaces.
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
    List<RecordedStatement> broken() {
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

    /** If nothing differs in all namespaces at once, nothing differs in a namespace without touched bindings. */
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

    /** What assertions ask while a policy is in force, by user and namespace. */
    static final class AssertedRequests {

        private final List<Observation> all = new ArrayList<>();
        private final List<List<TestCase>> tests = new ArrayList<>();
        private final Map<Integer, Map<String, List<Integer>>> byUser = new HashMap<>();

        /** Decides which requests are wanted. */
        @FunctionalInterface
        interface Fit {

            /** Whether a request is wanted that the user with this number sends. */
            boolean test(int user, Observation asked);
        }

        /**
         * Numbers requests in their order, and leaves out users who bypass the policy: no mutant changes what they may
         * do.
         */
        AssertedRequests(Collection<Observation> requests, Requesters requesters) {
            for (Observation observation : requests) {
                int user = requesters.number(observation.user());
                if (user >= 0) {
                    byUser.computeIfAbsent(user, unused -> new HashMap<>())
                            .computeIfAbsent(observation.request().namespace(), unused -> new ArrayList<>(1))
                            .add(all.size());
                }
                all.add(observation);
                tests.add(observation.tests());
            }
        }

        /** Returns what was asserted while tests ran. */
        static AssertedRequests of(PolicyInForce inForce) {
            Set<Observation> asserted = new LinkedHashSet<>();
            for (RecordedDecision recorded : inForce.decisions()) {
                if (recorded.isAsserted() && inForce.observation(recorded).explains(recorded)) {
                    asserted.add(inForce.observation(recorded));
                }
            }
            return new AssertedRequests(asserted, inForce.requesters());
        }

        /** Adds the numbers of what users asked in a namespace, or anywhere if that is empty, as far as it fits. */
        void addFitting(BitSet users, String namespace, Fit fit, BitSet fitting) {
            for (int user = users.nextSetBit(0); user >= 0; user = users.nextSetBit(user + 1)) {
                for (List<Integer> asked : asked(user, namespace)) {
                    for (int number : asked) {
                        if (!fitting.get(number) && fit.test(user, all.get(number))) {
                            fitting.set(number);
                        }
                    }
                }
            }
        }

        private Collection<List<Integer>> asked(int user, String namespace) {
            Map<String, List<Integer>> asked = byUser.getOrDefault(user, Map.of());
            return namespace.isEmpty() ? asked.values() : List.of(asked.getOrDefault(namespace, List.of()));
        }

        /** Returns the known tests that made requests, each once, in recorded order. */
        Set<TestCase> tests(BitSet requests) {
            return requests.stream()
                    .mapToObj(tests::get)
                    .flatMap(List::stream)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }
}
