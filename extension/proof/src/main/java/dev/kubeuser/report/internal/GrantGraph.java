// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.Coverage.BindingCoverage;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The grants as a graph: the bindings of the policy under test, and the roles that they grant or that it has.
 *
 * @param roles each once
 * @param bindings in the order of the policy
 */
record GrantGraph(List<Role> roles, List<Binding> bindings) {

    private static final String BOUND = "bound";

    /** A role with its rules, and what it is to the policy under test. */
    record Role(String title, String standing, List<Rule> rules) {}

    /**
     * A rule, and how many of its counted permissions were covered; it has none if it is of the rest of the cluster.
     */
    record Rule(
            String title,
            String verbs,
            String resources,
            @Nullable Origin origin,
            long covered,
            long total) {}

    /** A binding; {@code role} is an index. */
    record Binding(String title, @Nullable Origin origin, int role, boolean used, List<Grantee> subjects) {}

    /** A subject of a binding, and whether that allowed it anything. */
    record Grantee(String name, boolean used) {}

    static GrantGraph of(RunAnalysis analysis) {
        OwnNamespaces namespaces = analysis.runRecord().namespaces();
        Map<RoleReference, Role> roles = new LinkedHashMap<>();
        Map<RbacRule.Id, RuleCoverage> covered = new HashMap<>();
        for (RuleCoverage rule : analysis.coverage().rules()) {
            RoleReference id = rule.rule().id().role();
            String standing = rule.isBound() ? BOUND : "not bound";
            roles.computeIfAbsent(id, unused -> new Role(id.toString(), standing, new ArrayList<>()))
                    .rules()
                    .add(rule(rule.rule(), rule, namespaces));
            covered.putIfAbsent(rule.rule().id(), rule);
        }
        Set<RoleReference> others = analysis.coverage().bindings().stream()
                .map(binding -> binding.binding().roleRef())
                .filter(id -> !roles.containsKey(id))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!others.isEmpty()) {
            Map<String, RbacRole> known = inForce(analysis.runRecord());
            others.forEach(id -> roles.put(id, other(id.toString(), known.get(id.toString()), covered, namespaces)));
        }
        Map<RoleReference, Integer> indexes = new HashMap<>();
        roles.keySet().forEach(id -> indexes.put(id, indexes.size()));
        return new GrantGraph(
                List.copyOf(roles.values()),
                analysis.coverage().bindings().stream()
                        .map(binding -> binding(binding, indexes))
                        .toList());
    }

    /** Returns the roles of all recorded policies by their titles, as the policy under test names them. */
    private static Map<String, RbacRole> inForce(RunRecord runRecord) {
        Map<String, RbacRole> roles = new HashMap<>();
        runRecord.states().stream()
                .flatMap(state -> state.policy().roles().stream())
                .forEach(role -> roles.putIfAbsent(
                        runRecord.namespaces().written(role.id().toString()), role));
        return roles;
    }

    /** Returns a role that has no rules of its own in the policy under test; an aggregated role has those of others. */
    private static Role other(
            String title, @Nullable RbacRole role, Map<RbacRule.Id, RuleCoverage> covered, OwnNamespaces namespaces) {
        if (role == null) {
            return new Role(title, "not in the policy", List.of());
        }
        return new Role(
                title,
                role.origin() == null ? "role of the cluster" : BOUND,
                role.rules().stream()
                        .map(rule -> rule(rule, covered.get(rule.id()), namespaces))
                        .toList());
    }

    private static Rule rule(RbacRule rule, @Nullable RuleCoverage coverage, OwnNamespaces namespaces) {
        List<PermissionCoverage> counted = coverage == null ? List.of() : coverage.counted();
        return new Rule(
                namespaces.written(rule.id().toString()),
                String.join(", ", rule.verbs()),
                resources(rule),
                rule.origin(),
                counted.stream().filter(PermissionCoverage::isCovered).count(),
                counted.size());
    }

    /** Returns what the verbs are for, as questions are written: {@code deployments.apps/scale "web", /healthz}. */
    private static String resources(RbacRule rule) {
        String names = rule.resourceNames().isEmpty() ? "" : " \"" + String.join("\", \"", rule.resourceNames()) + "\"";
        Stream<String> resources = rule.apiGroups().stream()
                .flatMap(group -> rule.resources().stream().map(resource -> ResourceName.of(group, resource) + names));
        return Stream.concat(resources, rule.nonResourceUrls().stream())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Binding binding(BindingCoverage covered, Map<RoleReference, Integer> roles) {
        return new Binding(
                covered.binding().id().toString(),
                covered.binding().origin(),
                Objects.requireNonNull(roles.get(covered.binding().roleRef())),
                covered.isUsed(),
                covered.binding().subjects().stream()
                        .map(subject -> new Grantee(
                                subject.toString(),
                                covered.isUsed() && !covered.unusedSubjects().contains(subject)))
                        .toList());
    }
}
