// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a mutation changes in a policy: roles and bindings as they were and as they are with it. */
final class PolicyChange {

    private final PolicyInForce inForce;
    private final List<RbacRole> rolesBefore = new ArrayList<>();
    private final Map<RoleReference, RbacRole> rolesAfter;
    private final List<RbacBinding> bindingsBefore = new ArrayList<>();
    private final List<RbacBinding> bindingsAfter;
    private final Requesters requesters;

    /** Finds what a mutation changes in a policy that contains its target. */
    PolicyChange(PolicyInForce inForce, Mutation mutation) {
        this.inForce = inForce;
        List<JsonObject> written = inForce.writtenAt(mutation.target().origin()).stream()
                .flatMap(object -> mutation.change().replace(object, inForce.policy()).stream())
                .toList();
        RbacPolicyBuilder changed = RbacPolicy.builder();
        written.forEach(object -> changed.add(object, path -> mutation.origin()));
        this.rolesAfter = roles(inForce.policy().rolesChangedBy(changed));
        this.bindingsAfter = bindings(changed.build().bindings());
        this.requesters = inForce.requestersWith(bindingsAfter);
    }

    private Map<RoleReference, RbacRole> roles(Collection<RbacRole> after) {
        Map<RoleReference, RbacRole> changed = new LinkedHashMap<>();
        after.stream()
                .sorted(Comparator.comparing(role -> inForce.position(role.id())))
                .forEach(role -> {
                    inForce.policy().role(role.id()).ifPresent(rolesBefore::add);
                    changed.put(role.id(), role);
                });
        return changed;
    }

    private List<RbacBinding> bindings(List<RbacBinding> after) {
        List<RbacBinding> changed = after.stream()
                .filter(binding -> !inForce.binding(binding.id()).equals(Optional.of(binding)))
                .sorted(Comparator.comparing(binding -> inForce.position(binding.id())))
                .toList();
        changed.forEach(binding -> inForce.binding(binding.id()).ifPresent(bindingsBefore::add));
        return changed;
    }

    private Optional<RbacRole> roleAfter(RoleReference id) {
        return Optional.ofNullable(rolesAfter.get(id)).or(() -> inForce.policy().role(id));
    }

    /** Returns the statements that held and do not hold with the mutation. */
    List<RecordedStatement> broken() {
        return inForce.brokenBy(rolesAfter.values(), bindingsAfter);
    }

    /** Returns the bindings that changed or whose role changed. Grants of all others are as they were. */
    Set<BindingReference> bindings() {
        Set<BindingReference> touched = new HashSet<>();
        bindingsAfter.forEach(binding -> touched.add(binding.id()));
        rolesAfter.keySet().forEach(role -> inForce.granting(role).forEach(binding -> touched.add(binding.id())));
        return touched;
    }

    /** Returns the namespaces of bindings that are new. */
    List<String> newNamespaces() {
        return bindingsAfter.stream()
                .filter(binding -> !binding.id().isClusterWide())
                .map(binding -> binding.id().namespace())
                .filter(namespace -> !inForce.namespaces().containsKey(namespace))
                .distinct()
                .toList();
    }

    /** Returns the users that probe the policy before and after. */
    Requesters requesters() {
        return requesters;
    }

    /** Returns who held the changed roles, or roles by changed bindings. */
    RoleHolders before() {
        RoleHolders holders = new RoleHolders(requesters);
        bindingsBefore.forEach(binding -> inForce.grantedBy(binding).ifPresent(role -> holders.add(binding, role)));
        rolesBefore.forEach(role -> addOthers(role, holders));
        return holders;
    }

    /** Returns who holds them with the mutation. */
    RoleHolders after() {
        RoleHolders holders = new RoleHolders(requesters);
        bindingsAfter.forEach(binding -> roleAfter(binding.roleRef()).ifPresent(role -> holders.add(binding, role)));
        rolesAfter.values().forEach(role -> addOthers(role, holders));
        return holders;
    }

    /** Adds who holds a changed role by bindings that are as they were. */
    private void addOthers(RbacRole role, RoleHolders holders) {
        if (bindingsAfter.isEmpty()) {
            holders.add(role, inForce.holders(role.id()));
        } else {
            inForce.granting(role.id()).stream()
                    .filter(binding -> !bindingsBefore.contains(binding))
                    .forEach(binding -> holders.add(binding, role));
        }
    }

    /** Returns the rules without which a request has the same answer before and after. */
    AffectedRequests affected() {
        AffectedRequests affected = new AffectedRequests();
        rolesAfter
                .values()
                .forEach(role -> affected.addDifference(
                        inForce.policy().role(role.id()).map(RbacRole::rules).orElse(List.of()), role.rules()));
        for (RbacBinding binding : bindingsAfter) {
            List<RbacRule> after =
                    roleAfter(binding.roleRef()).map(RbacRole::rules).orElse(List.of());
            Optional<RbacBinding> before = inForce.binding(binding.id());
            List<RbacRule> rulesBefore =
                    before.flatMap(inForce::grantedBy).map(RbacRole::rules).orElse(List.of());
            if (before.filter(same -> same.subjects().equals(binding.subjects()))
                    .isPresent()) {
                affected.addDifference(rulesBefore, after);
            } else {
                affected.addAll(rulesBefore);
                affected.addAll(after);
            }
        }
        return affected;
    }

    /** The requests that a change of a policy may affect: those that a rule allows which is not as it was. */
    static final class AffectedRequests {

        private final Map<Content, RbacRule> rules = new LinkedHashMap<>();

        /** The content of a rule, wherever it is written. */
        private record Content(
                List<String> verbs,
                List<String> groups,
                List<String> resources,
                List<String> names,
                List<String> urls) {

            static Content of(RbacRule rule) {
                return new Content(
                        rule.verbs(), rule.apiGroups(), rule.resources(), rule.resourceNames(), rule.nonResourceUrls());
            }
        }

        void addAll(Collection<RbacRule> changed) {
            changed.forEach(rule -> rules.put(Content.of(rule), rule));
        }

        /** Adds the rules that are only in one of the lists. Most of an aggregate are the same objects in both. */
        void addDifference(List<RbacRule> before, List<RbacRule> after) {
            List<RbacRule> gone = without(before, after);
            List<RbacRule> come = without(after, before);
            addMissing(gone, come);
            addMissing(come, gone);
        }

        private static List<RbacRule> without(List<RbacRule> some, List<RbacRule> others) {
            Set<RbacRule> same = Collections.newSetFromMap(new IdentityHashMap<>());
            same.addAll(others);
            return some.stream().filter(rule -> !same.contains(rule)).toList();
        }

        private void addMissing(List<RbacRule> some, List<RbacRule> others) {
            Set<Content> there = new HashSet<>();
            others.forEach(rule -> there.add(Content.of(rule)));
            some.forEach(rule -> {
                Content content = Content.of(rule);
                if (!there.contains(content)) {
                    rules.put(content, rule);
                }
            });
        }

        /** Returns the rules that allow them, each content once. */
        Collection<RbacRule> rules() {
            return rules.values();
        }

        /** Whether the content of a rule changed anywhere. Grants by the others are as they were. */
        boolean isChanged(RbacRule rule) {
            return rules.containsKey(Content.of(rule));
        }

        boolean contains(RequestAttributes request) {
            for (RbacRule rule : rules.values()) {
                if (rule.allows(request)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The holders of some roles, by place: by namespace, or cluster-wide under the empty name. */
    static final class RoleHolders {

        private static final String CLUSTER_WIDE = "";

        private final Requesters requesters;
        private final IdentityHashMap<RbacRole, Map<String, BitSet>> byRole = new IdentityHashMap<>();

        RoleHolders(Requesters requesters) {
            this.requesters = requesters;
        }

        void add(RbacBinding binding, RbacRole role) {
            requesters.addNamed(
                    binding,
                    byRole.computeIfAbsent(role, unused -> new HashMap<>())
                            .computeIfAbsent(binding.id().namespace(), unused -> new BitSet()));
        }

        /**
         * Adds a role with all who hold it. No binding of it can be added afterwards.
         *
         * @param users by place, as {@link PolicyInForce#holders} has them: the same object before and after a
         *     mutation, so comparing them costs nothing
         */
        void add(RbacRole role, Map<String, BitSet> users) {
            if (!users.isEmpty()) {
                byRole.put(role, users);
            }
        }

        Set<String> places() {
            return holding(role -> true).keySet();
        }

        private BitSet at(String place, RbacRole role) {
            BitSet users = byRole.getOrDefault(role, Map.of()).get(place);
            return users == null ? new BitSet() : users;
        }

        /**
         * Returns those who hold a fitting role, by place. Asks about a role once, in however many places it is held.
         */
        Map<String, BitSet> holding(Predicate<RbacRole> fitting) {
            List<Map<String, BitSet>> held = byRole.entrySet().stream()
                    .filter(entry -> fitting.test(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            if (held.size() == 1) {
                return held.get(0);
            }
            Map<String, BitSet> holding = new HashMap<>();
            held.forEach(places -> places.forEach((place, users) ->
                    holding.computeIfAbsent(place, unused -> new BitSet()).or(users)));
            return holding;
        }

        /** Whether one of the roles allows a user a request. */
        boolean allows(int user, RequestAttributes request) {
            return allows(CLUSTER_WIDE, user, request)
                    || (!request.namespace().isEmpty() && allows(request.namespace(), user, request));
        }

        private boolean allows(String place, int user, RequestAttributes request) {
            return byRole.keySet().stream().anyMatch(role -> at(place, role).get(user) && role.allows(request));
        }

        /** Returns those who hold other roles in a place than there. */
        BitSet unlike(RoleHolders other, String place) {
            BitSet unlike = new BitSet();
            addMissing(other, place, unlike);
            other.addMissing(this, place, unlike);
            return unlike;
        }

        private void addMissing(RoleHolders other, String place, BitSet missing) {
            byRole.keySet().forEach(role -> {
                BitSet users = (BitSet) at(place, role).clone();
                users.andNot(other.at(place, role));
                missing.or(users);
            });
        }
    }
}
