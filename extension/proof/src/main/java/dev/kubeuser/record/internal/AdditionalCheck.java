// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A check that a request passed in addition to its own authorization. The audit log has no decision for it, so the
 * policy has to show which rights it took.
 */
sealed interface AdditionalCheck {

    /** Stands for everything, as in rules. */
    String ANY = "*";

    /** The verbs that let a user grant what it does not hold. */
    Set<String> SKIPPING = Set.of("escalate", "bind");

    /** Returns the decisions that passed it under a policy. */
    List<RecordedDecision> decisions(RbacPolicy policy);

    /**
     * A check that can be passed in several ways.
     *
     * @param test the test that sent the request, if known
     * @param user the user who was checked
     * @param isAsserted whether the test would fail if the check failed
     * @param ways what the API server asks its authorizers for, in this order; one way is enough, with all its requests
     *     allowed
     * @param heldRole one more way, the last: to hold all that this role grants
     * @param namespace the namespace in which it must be held
     * @param mayBeSkipped whether the API server may have skipped the check, as for an update that changes nothing
     */
    record OneWay(
            @Nullable TestCase test,
            UserInfo user,
            boolean isAsserted,
            List<List<RequestAttributes>> ways,
            @Nullable RoleReference heldRole,
            String namespace,
            boolean mayBeSkipped)
            implements AdditionalCheck {

        /**
         * Returns the decisions of the first way that the policy allows or, if it allows none, of the first way. But
         * who may skip a check only by a {@code *} did not ask for that, so the way is to hold what is granted.
         */
        @Override
        public List<RecordedDecision> decisions(RbacPolicy policy) {
            if (user.isMaster()) {
                return List.of();
            }
            List<List<RequestAttributes>> all = new ArrayList<>(ways);
            if (heldRole != null) {
                policy.role(heldRole).ifPresent(role -> all.add(asRequests(role.rules(), namespace)));
            }
            List<List<RequestAttributes>> open = all.stream()
                    .filter(way -> way.stream().allMatch(request -> policy.allows(user, request)))
                    .toList();
            if (open.isEmpty() && mayBeSkipped) {
                return List.of();
            }
            List<RequestAttributes> passed = open.isEmpty() ? all.get(0) : smallest(open, policy);
            boolean isOnlyWay = open.size() < 2 && !mayBeSkipped;
            boolean isInferred = all.size() > 1 || mayBeSkipped;
            return passed.stream()
                    .map(request ->
                            RecordedDecision.additionalCheck(test, user, request, isAsserted && isOnlyWay, isInferred))
                    .toList();
        }

        private List<RequestAttributes> smallest(List<List<RequestAttributes>> open, RbacPolicy policy) {
            List<RequestAttributes> first = open.get(0);
            List<RequestAttributes> last = open.get(open.size() - 1);
            boolean isDoor = first.stream()
                    .anyMatch(right -> SKIPPING.contains(right.verb())
                            && policy.decide(user, right).grants().stream()
                                    .noneMatch(grant -> grant.rule().verbs().contains(right.verb())));
            return isDoor && last.stream().noneMatch(OneWay::isEverything) ? last : first;
        }

        /** Whether holding it is holding the cluster, which is no smaller than any other way. */
        private static boolean isEverything(RequestAttributes held) {
            return held instanceof ResourceAttributes resource
                    && resource.verb().equals(ANY)
                    && resource.apiGroup().equals(ANY)
                    && resource.resource().equals(ANY)
                    && resource.name().isEmpty();
        }
    }

    /**
     * The rights that a user has within bounds. A successful request may have needed any of them, and nothing shows
     * which, so all are included.
     *
     * @param test the test that sent the request, or {@code null} if it is not known
     * @param user the user who was checked
     * @param bounds a rule that allows what may have been needed
     * @param namespace where; empty for the whole cluster
     * @param isNamed whether only what rules name is included, without what a {@code *} for resources also allows
     */
    record AnyHeld(@Nullable TestCase test, UserInfo user, RbacRule bounds, String namespace, boolean isNamed)
            implements AdditionalCheck {

        @Override
        public List<RecordedDecision> decisions(RbacPolicy policy) {
            if (user.isMaster()) {
                return List.of();
            }
            List<RbacRule> held = policy.bindingsFor(user, namespace).stream()
                    .map(AppliedBinding::role)
                    .flatMap(Stream::ofNullable)
                    .flatMap(role -> role.rules().stream())
                    .map(this::within)
                    .toList();
            return asRequests(held, namespace).stream()
                    .distinct()
                    .map(request -> RecordedDecision.additionalCheck(test, user, request, false, true))
                    .toList();
        }

        private RbacRule within(RbacRule rule) {
            return AdditionalCheck.bounds(
                    common(rule.verbs(), bounds.verbs()),
                    common(rule.apiGroups(), bounds.apiGroups()),
                    common(resources(rule), bounds.resources()),
                    rule.resourceNames(),
                    urls(rule));
        }

        private List<String> resources(RbacRule rule) {
            return rule.resources().stream()
                    .filter(resource -> !isNamed || !resource.equals(ANY))
                    .toList();
        }

        private static List<String> common(List<String> some, List<String> others) {
            return some.stream()
                    .flatMap(one -> others.stream().flatMap(other -> common(one, other).stream()))
                    .distinct()
                    .toList();
        }

        /**
         * Returns what both stand for: a {@code *} for everything, <code>*&#47;scale</code> for this subresource of
         * everything.
         */
        private static Optional<String> common(String one, String other) {
            if (isWithin(one, other)) {
                return Optional.of(one);
            }
            return isWithin(other, one) ? Optional.of(other) : Optional.empty();
        }

        private static boolean isWithin(String one, String other) {
            return other.equals(ANY)
                    || other.equals(one)
                    || (other.startsWith(ANY + "/") && one.endsWith(other.substring(1)) && !one.equals(ANY));
        }

        private List<String> urls(RbacRule rule) {
            return bounds.nonResourceUrls().contains(ANY)
                    ? rule.nonResourceUrls()
                    : bounds.nonResourceUrls().stream()
                            .filter(path -> rule.nonResourceUrls().stream()
                                    .anyMatch(new NonResourceAttributes("", path)::isMatchedBy))
                            .toList();
        }
    }

    /** Returns bounds for objects of any name; a {@code *} stands for everything. */
    static RbacRule bounds(List<String> verbs, List<String> apiGroups, List<String> resources) {
        return bounds(verbs, apiGroups, resources, List.of(), List.of());
    }

    static RbacRule boundsOfPath(List<String> verbs, String path) {
        return bounds(verbs, List.of(), List.of(), List.of(), List.of(path));
    }

    private static RbacRule bounds(
            List<String> verbs, List<String> apiGroups, List<String> resources, List<String> names, List<String> urls) {
        return new RbacRule(
                new RbacRule.Id(RoleReference.clusterRole(""), 0), null, verbs, apiGroups, resources, names, urls);
    }

    /**
     * Converts rules into requests that are allowed exactly to users who hold the rules, as a user who grants them
     * must. Only a {@code *} covers a {@code *}, so the requests have it too.
     */
    static List<RequestAttributes> asRequests(Collection<RbacRule> rules, String namespace) {
        List<RequestAttributes> requests = new ArrayList<>();
        for (RbacRule rule : rules) {
            List<String> names = rule.resourceNames().isEmpty() ? List.of("") : rule.resourceNames();
            for (String verb : rule.verbs()) {
                rule.nonResourceUrls().forEach(url -> requests.add(new NonResourceAttributes(verb, url)));
                for (String group : rule.apiGroups()) {
                    for (String resource : rule.resources()) {
                        ResourceAttributes any =
                                ResourceAttributes.of(verb, group, resource).in(namespace);
                        names.forEach(name -> requests.add(any.named(name)));
                    }
                }
            }
        }
        return requests;
    }
}
