package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.statement.internal.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Counts what recorded decisions covered. A rule or binding counts once, however many namespaces it was applied to. */
public final class CoverageCounter {

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
    public static Coverage count(
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
                        Objects.requireNonNull(binding.origin()), origin -> new BindingTally(own.written(binding))));
        inForce.observations().stream()
                .filter(observation -> observation.decision().isAllowed() && observation.isCounted())
                .flatMap(observation -> observation.decision().grants().stream())
                .forEach(this::used);
        Map<Observation, List<RuleTally.PermissionTally>> allowing = new HashMap<>();
        for (RecordedDecision recorded : inForce.decisions()) {
            Observation observation = inForce.observation(recorded);
            if (recorded.allowed() && observation.counts(recorded)) {
                allowing.computeIfAbsent(observation, this::allowing).forEach(tally -> tally.allowed(recorded));
            }
        }
    }

    /** What a statement forbids, and what a policy has in common with another one, nobody needs. */
    private void countStatements(PolicyInForce inForce) {
        inForce.statements()
                .byPolicy()
                .forEach((granted, statements) -> statements.forEach(held -> {
                    if (held.statement() instanceof Statement.Grants grants) {
                        count(new NeededGrants(inForce, granted, grants), held.tests());
                    }
                }));
    }

    private void count(NeededGrants grants, List<TestCase> tests) {
        grants.all().forEach(needed -> {
            BindingTally binding = bindings.get(needed.binding().origin());
            if (binding != null) {
                binding.used(needed.binding(), needed.subjects());
            }
            grants.rules(needed)
                    .flatMap(rule -> tally(rule).allowing(rule, needed.requests()).stream())
                    .forEach(permission -> permission.needed(tests));
        });
    }

    /** Returns the rules written in the role itself: an aggregated rule belongs to the role that it comes from. */
    private static List<RbacRule> ownRules(RbacRole role) {
        return role.rules().stream()
                .filter(rule -> rule.origin() != null && rule.id().role().equals(role.id()))
                .toList();
    }

    private void used(Grant grant) {
        BindingTally binding = bindings.get(grant.binding().origin());
        if (binding != null) {
            binding.used(grant);
        }
    }

    private List<RuleTally.PermissionTally> allowing(Observation observation) {
        return observation.decision().grants().stream()
                .map(Grant::rule)
                .filter(rule -> rule.origin() != null)
                .flatMap(rule -> tally(rule).allowing(rule, observation.request()).stream())
                .distinct()
                .toList();
    }

    private RuleTally tally(RbacRule rule) {
        return rules.computeIfAbsent(PolicyPlace.of(rule), unused -> new RuleTally(own.written(rule), topics));
    }

    /** The coverage of a binding so far. */
    private static final class BindingTally {

        private final RbacBinding binding;
        private final Set<Integer> used = new HashSet<>();

        BindingTally(RbacBinding binding) {
            this.binding = binding;
        }

        /** Tracks subjects by position, since a ServiceAccount's namespace may differ from one application to the next. */
        void used(Grant grant) {
            used(grant.binding(), grant.subjects());
        }

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
}
