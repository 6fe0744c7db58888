package dev.kubeuser.analysis.internal;

import dev.kubeuser.lint.internal.PolicyFindings.PolicyFinding;
import dev.kubeuser.lint.internal.RuleProblems;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Finds the parts of the policy under test that Kubernetes accepts but that have no effect. */
public final class IdleParts {

    private IdleParts() {}

    /** Returns each finding once, however many namespaces it was applied to. */
    public static List<PolicyFinding> of(
            RunRecord runRecord, List<PolicyInForce> inForce, Topics topics, Coverage coverage) {
        OwnNamespaces own = runRecord.namespaces();
        Set<PolicyFinding> findings = new LinkedHashSet<>();
        Map<List<RbacRule>, RuleProblems> known = new HashMap<>();
        for (PolicyInForce each : inForce) {
            RuleProblems ofRules = known.computeIfAbsent(
                    each.state().ofAdmission(), asked -> new RuleProblems(topics.resources(), asked));
            RbacPolicy written = each.state().written();
            written.roles()
                    .forEach(role ->
                            role.rules().stream().map(own::written).forEach(rule -> findings.addAll(ofRules.of(rule))));
            written.bindings().stream()
                    .filter(binding -> each.policy().role(binding.roleRef()).isEmpty())
                    .map(own::written)
                    .forEach(binding -> findings.add(of(binding)));
        }
        findings.addAll(notGranted(runRecord, inForce, coverage));
        return List.copyOf(findings);
    }

    private static PolicyFinding of(RbacBinding binding) {
        return new PolicyFinding(
                PolicyFinding.Kind.UNKNOWN,
                binding.id().toString(),
                OptionalInt.empty(),
                Objects.requireNonNull(binding.origin()),
                binding.roleRef() + " does not exist");
    }

    /** Returns the roles of which no binding grants a rule, in the order of the policy. */
    private static List<PolicyFinding> notGranted(RunRecord runRecord, List<PolicyInForce> inForce, Coverage coverage) {
        Map<PolicyPlace, Boolean> bound = new HashMap<>();
        coverage.rules()
                .forEach(rule ->
                        bound.merge(PolicyPlace.of(rule.rule()).ofObject(), rule.isBound(), Boolean::logicalOr));
        Map<PolicyPlace, RbacRole> taking = taking(inForce);
        List<PolicyFinding> findings = new ArrayList<>();
        for (PolicyObject object : runRecord.writtenObjects()) {
            PolicyPlace place = PolicyPlace.of(object.origin());
            if (Boolean.FALSE.equals(bound.get(place))) {
                findings.add(new PolicyFinding(
                        PolicyFinding.Kind.NOT_GRANTED,
                        runRecord
                                .namespaces()
                                .written(object.source().kind() + " "
                                        + object.source().name()),
                        OptionalInt.empty(),
                        object.source().nearestOrigin("metadata.name"),
                        Optional.ofNullable(taking.get(place))
                                .map(role ->
                                        runRecord.namespaces().written(role.id().toString()))
                                .map(role -> role + " takes its rules by aggregation: to test them, bind " + role
                                        + " to a subject in one more manifest")
                                .orElse("Bind it to a subject, or remove it")));
            }
        }
        return findings;
    }

    /** Returns for each role under test the smallest of those that have its rules by aggregation. */
    private static Map<PolicyPlace, RbacRole> taking(List<PolicyInForce> inForce) {
        Map<PolicyPlace, RbacRole> taking = new HashMap<>();
        for (PolicyInForce each : inForce) {
            each.policy().roles().stream()
                    .filter(RbacRole::isAggregate)
                    .sorted(Comparator.comparingInt(role -> role.rules().size()))
                    .forEach(role -> role.rules().stream()
                            .filter(rule ->
                                    rule.origin() != null && !rule.id().role().equals(role.id()))
                            .forEach(rule ->
                                    taking.putIfAbsent(PolicyPlace.of(rule).ofObject(), role)));
        }
        return taking;
    }
}
