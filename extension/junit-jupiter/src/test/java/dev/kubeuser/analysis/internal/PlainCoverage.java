// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.Coverage.BindingCoverage;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Counts what recorded decisions covered. A rule or binding counts once, however many namespaces it was applied to. */
final class PlainCoverage {

    private final Map<PolicyPlace, PlainTally> rules = new LinkedHashMap<>();
    private final Map<Origin, BindingTally> bindings = new LinkedHashMap<>();
    private final List<ServedResource> served;
    private final OwnNamespaces own;

    private PlainCoverage(RunRecord runRecord) {
        this.served = runRecord.served();
        this.own = runRecord.namespaces();
    }

    static Coverage count(RunRecord runRecord, List<PlainPolicy> inForce) {
        PlainCoverage counter = new PlainCoverage(runRecord);
        inForce.forEach(counter::count);
        return new Coverage(
                counter.rules.values().stream().map(PlainTally::result).toList(),
                counter.bindings.values().stream().map(BindingTally::result).toList());
    }

    private void count(PlainPolicy inForce) {
        RbacPolicy policy = inForce.policy();
        PlainRedundancy redundancy = new PlainRedundancy(served, inForce);
        policy.roles().stream()
                .flatMap(role -> ownRules(role).stream())
                .forEach(rule -> tally(rule).judge(rule, redundancy));
        policy.bindings().stream()
                .filter(binding -> !binding.subjects().isEmpty())
                .flatMap(binding -> policy.role(binding.roleRef()).stream())
                .flatMap(role -> role.rules().stream())
                .filter(rule -> rule.origin() != null)
                .forEach(rule -> tally(rule).bound());
        policy.bindings().stream()
                .filter(binding -> binding.origin() != null)
                .forEach(binding -> bindings.computeIfAbsent(
                        Objects.requireNonNull(binding.origin()), origin -> new BindingTally(own.written(binding))));
        inForce.decisions().forEach(recorded -> count(recorded, policy));
    }

    /** Returns the rules written in the role itself: an aggregated rule belongs to the role that it comes from. */
    private static List<RbacRule> ownRules(RbacRole role) {
        return role.rules().stream()
                .filter(rule -> rule.origin() != null && rule.id().role().equals(role.id()))
                .toList();
    }

    private void count(RecordedDecision recorded, RbacPolicy policy) {
        Decision decision = policy.decide(recorded.user(), recorded.request());
        if (decision.isAllowed() != recorded.allowed() || decision.isBypassed()) {
            return;
        }
        if (recorded.allowed()) {
            decision.grants().forEach(grant -> count(recorded, grant));
        }
    }

    private void count(RecordedDecision recorded, Grant grant) {
        if (grant.rule().origin() != null) {
            tally(grant.rule()).allowed(grant.rule(), recorded);
        }
        BindingTally binding = bindings.get(grant.binding().origin());
        if (binding != null) {
            binding.used(grant);
        }
    }

    private PlainTally tally(RbacRule rule) {
        return rules.computeIfAbsent(
                PolicyPlace.of(rule), unused -> new PlainTally(own.written(rule), PlainUniverse.of(served)));
    }

    /** The coverage of a binding so far. */
    private static final class BindingTally {

        private final RbacBinding binding;
        private final Set<Integer> used = new HashSet<>();

        BindingTally(RbacBinding binding) {
            this.binding = binding;
        }

        /**
         * Tracks subjects by position, since a ServiceAccount's namespace may differ from one application to the next.
         */
        void used(Grant grant) {
            List<Subject> written = grant.binding().subjects();
            grant.subjects().forEach(subject -> used.add(written.indexOf(subject)));
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
