// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.Coverage.BindingCoverage;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.PolicyInForce.Observation;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.statement.internal.GrantedRequests;
import dev.kubeuser.statement.internal.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Counts what recorded decisions covered. A rule or binding is counted once, however many namespaces it was applied to.
 */
final class CoverageCounter {

    private final Map<PolicyPlace, RuleTally> rules = new LinkedHashMap<>();
    private final Map<Origin, BindingTally> bindings = new LinkedHashMap<>();
    private final Topics topics;
    private final OwnNamespaces own;

    private CoverageCounter(OwnNamespaces own, Topics topics) {
        this.own = own;
        this.topics = topics;
    }

    /**
     * Counts what was covered.
     *
     * @param ofManifests policies of manifests, about which only statements were made
     */
    static Coverage count(
            RunRecord runRecord, List<PolicyInForce> inForce, List<PolicyInForce> ofManifests, Topics topics) {
        CoverageCounter counter = new CoverageCounter(runRecord.namespaces(), topics);
        inForce.forEach(counter::count);
        inForce.forEach(counter::countStatements);
        ofManifests.forEach(counter::countStatements);
        return new Coverage(
                counter.rules.values().stream().map(RuleTally::result).toList(),
                counter.bindings.values().stream().map(BindingTally::result).toList());
    }

    private void count(PolicyInForce inForce) {
        RbacPolicy policy = inForce.policy();
        Redundancy redundancy = new Redundancy(inForce, topics);
        policy.roles().stream()
                .flatMap(role -> ownRules(role).stream())
                .forEach(rule -> tally(rule).judge(rule, redundancy));
        policy.bindings().stream()
                .filter(binding -> !binding.subjects().isEmpty())
                .map(RbacBinding::roleRef)
                .distinct()
                .flatMap(role -> policy.role(role).stream())
                .flatMap(role -> role.rules().stream())
                .filter(rule -> rule.origin() != null)
                .forEach(rule -> tally(rule).bound());
        policy.bindings().stream()
                .filter(binding -> binding.origin() != null)
                .forEach(binding -> bindings.computeIfAbsent(
                        Objects.requireNonNull(binding.origin()),
                        origin -> new BindingTally(own.written(binding), new HashSet<>())));
        inForce.observations().stream()
                .filter(observation -> observation.decision().isAllowed() && observation.isCounted())
                .flatMap(observation -> observation.decision().grants().stream())
                .forEach(grant -> used(grant.binding(), grant.subjects()));
        Map<Observation, List<PermissionTally>> allowing = new HashMap<>();
        for (RecordedDecision recorded : inForce.decisions()) {
            Observation observation = inForce.observation(recorded);
            if (recorded.allowed() && observation.counts(recorded)) {
                allowing.computeIfAbsent(observation, this::allowing).forEach(tally -> tally.allowed(recorded));
            }
        }
    }

    /** A statement that denies something, or compares policies, needs no permission. */
    private void countStatements(PolicyInForce inForce) {
        inForce.statements()
                .forEach((granted, statements) -> statements.forEach(held -> {
                    if (held.statement() instanceof Statement.Grants grants) {
                        count(inForce, granted, grants, held.tests());
                    }
                }));
    }

    /**
     * Counts what a statement that its subject is allowed something needs. A user that bypasses RBAC needs nothing of
     * the policy.
     */
    private void count(
            PolicyInForce inForce, GrantedRequests granted, Statement.Grants statement, List<TestCase> tests) {
        UserInfo user = statement.user();
        List<RbacBinding> all = user.isMaster() ? List.of() : granted.bindingsWithGroups(statement.subject());
        for (RbacBinding applied : new LinkedHashSet<>(all)) {
            RequestSet requests = granted.requestsBy(applied).intersection(statement.requests());
            if (!requests.isEmpty()) {
                used(applied, applied.subjectsFor(user));
                inForce.grantedBy(applied).stream()
                        .flatMap(role -> role.rules().stream())
                        .filter(rule -> rule.origin() != null && isAnyOf(requests, rule))
                        .flatMap(rule ->
                                tally(rule)
                                        .allowing(rule, permission -> isAnyOf(requests, permission.asRule()))
                                        .stream())
                        .forEach(permission -> permission.needed(tests));
            }
        }
    }

    private static boolean isAnyOf(RequestSet requests, RbacRule rule) {
        return !rule.requests().intersection(requests).isEmpty();
    }

    /** Returns the rules written in the role itself: an aggregated rule belongs to the role that it comes from. */
    private static List<RbacRule> ownRules(RbacRole role) {
        return role.rules().stream()
                .filter(rule -> rule.origin() != null && rule.id().role().equals(role.id()))
                .toList();
    }

    private void used(RbacBinding applied, List<Subject> subjects) {
        BindingTally binding = bindings.get(applied.origin());
        if (binding != null) {
            binding.used(applied, subjects);
        }
    }

    private List<PermissionTally> allowing(Observation observation) {
        return observation.decision().grants().stream()
                .map(Grant::rule)
                .filter(rule -> rule.origin() != null)
                .flatMap(rule ->
                        tally(rule).allowing(rule, permission -> permission.allows(observation.request())).stream())
                .distinct()
                .toList();
    }

    private RuleTally tally(RbacRule rule) {
        return rules.computeIfAbsent(PolicyPlace.of(rule), unused -> new RuleTally(own.written(rule), topics));
    }

    /** The coverage of a binding so far. */
    private record BindingTally(RbacBinding binding, Set<Integer> used) {

        /**
         * Tracks subjects by position, since a ServiceAccount's namespace may differ from one application to the next.
         */
        void used(RbacBinding applied, List<Subject> subjects) {
            subjects.forEach(subject -> used.add(applied.subjects().indexOf(subject)));
        }

        BindingCoverage result() {
            List<Subject> subjects = binding.subjects();
            return new BindingCoverage(
                    binding,
                    !used.isEmpty(),
                    subjects.stream()
                            .filter(subject -> !used.contains(subjects.indexOf(subject)))
                            .toList());
        }
    }

    /** The coverage of a rule so far, which may have been applied to several namespaces. */
    private static final class RuleTally {

        private final RbacRule rule;
        private final List<PermissionTally> permissions;
        private boolean isBound;

        /** Creates the tally of a rule as written. */
        RuleTally(RbacRule rule, Topics topics) {
            this.rule = rule;
            this.permissions = Permission.of(rule).stream()
                    .map(permission -> new PermissionTally(permission, topics.isAsked(permission)))
                    .toList();
        }

        void bound() {
            isBound = true;
        }

        void judge(RbacRule applied, Redundancy redundancy) {
            Map<String, BitSet> holders = redundancy.holders(applied);
            each(applied, (tally, permission) -> tally.judge(() -> redundancy.necessity(applied, holders, permission)));
        }

        /** Returns the permissions of an applied rule that allow what is asked for. */
        List<PermissionTally> allowing(RbacRule applied, Predicate<Permission> allows) {
            List<PermissionTally> allowing = new ArrayList<>();
            each(applied, (tally, permission) -> {
                if (allows.test(permission)) {
                    allowing.add(tally);
                }
            });
            return allowing;
        }

        /** Matches permissions by position, because a name written as a placeholder differs each time. */
        private void each(RbacRule applied, BiConsumer<PermissionTally, Permission> action) {
            List<Permission> here = Permission.of(applied);
            for (int index = 0; index < Math.min(here.size(), permissions.size()); index++) {
                action.accept(permissions.get(index), here.get(index));
            }
        }

        RuleCoverage result() {
            return new RuleCoverage(
                    rule, permissions.stream().map(PermissionTally::result).toList(), isBound);
        }
    }

    /** The coverage of a permission so far. */
    private static final class PermissionTally {

        private final Permission permission;
        private final boolean isAsked;
        private Redundancy.Necessity necessity = Redundancy.Necessity.UNKNOWN;
        private final Set<TestCase> tests = new LinkedHashSet<>();
        private boolean isCovered;

        PermissionTally(Permission permission, boolean isAsked) {
            this.permission = permission;
            this.isAsked = isAsked;
        }

        void allowed(RecordedDecision recorded) {
            isCovered = true;
            if (recorded.test() != null) {
                tests.add(recorded.test());
            }
        }

        void needed(Collection<TestCase> known) {
            isCovered = true;
            tests.addAll(known);
        }

        /** A permission that is needed in one state of the policy is not redundant. */
        void judge(Supplier<Redundancy.Necessity> inThisState) {
            if (necessity != Redundancy.Necessity.NEEDED) {
                Redundancy.Necessity found = inThisState.get();
                necessity = found == Redundancy.Necessity.UNKNOWN ? necessity : found;
            }
        }

        PermissionCoverage result() {
            return new PermissionCoverage(
                    permission, isAsked, isCovered, List.copyOf(tests), necessity == Redundancy.Necessity.REDUNDANT);
        }
    }
}
