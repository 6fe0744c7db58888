// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What assertions ask while a policy is in force, by user and namespace. */
final class AssertedRequests {

    private final List<Observation> all = new ArrayList<>();
    private final List<List<TestCase>> tests = new ArrayList<>();
    private final Map<Integer, Map<String, List<Integer>>> byUser = new HashMap<>();

    /** Tells which requests are wanted. */
    @FunctionalInterface
    interface Fit {

        /** Whether a request is wanted that the user with this number sends. */
        boolean test(int user, Observation asked);
    }

    /**
     * Numbers requests in their order, and leaves out users who bypass the policy: no mutant changes what they may do.
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
