package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.coverage.internal.BindingCoverage;
import dev.kubeuser.coverage.internal.PermissionCoverage;
import dev.kubeuser.coverage.internal.RuleCoverage;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.RuleId;
import dev.kubeuser.record.internal.RunRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who gets what through what: the bindings of the policy under test, and the roles that they grant or that it has.
 *
 * @param roles each once
 * @param bindings in the order of the policy
 */
record GrantGraph(List<Role> roles, List<BindingCoverage> bindings) {

    /** What a role is to the policy under test. */
    enum Standing {
        /** Its own, and granted by one of its bindings. */
        BOUND("bound"),
        /** Its own, and granted by none. */
        UNBOUND("not bound"),
        /** Of the rest of the cluster, such as {@code edit}. */
        OF_THE_CLUSTER("role of the cluster"),
        /** In none of the recorded policies. */
        MISSING("not in the policy");

        private final String words;

        Standing(String words) {
            this.words = words;
        }

        /** Returns what the page says of such a role. */
        String words() {
            return words;
        }
    }

    /** A role with its rules; those of the rest of the cluster have no coverage. */
    record Role(RoleReference id, Standing standing, List<Rule> rules) {}

    /** A rule, and how many of its permissions that count were covered; of none, if that is not known. */
    record Rule(RbacRule rule, @Nullable RuleCoverage coverage) {

        long covered() {
            return permissions().filter(PermissionCoverage::isCovered).count();
        }

        long total() {
            return permissions().count();
        }

        private Stream<PermissionCoverage> permissions() {
            return coverage == null ? Stream.empty() : coverage.counted().stream();
        }

        /** Returns the verbs, for example {@code get, list}. */
        String verbs() {
            return String.join(", ", rule.verbs());
        }

        /** Returns what the verbs are for, as questions are written: {@code deployments.apps/scale "web", /healthz}. */
        String resources() {
            Set<String> resources = new LinkedHashSet<>();
            for (String group : rule.apiGroups()) {
                rule.resources().forEach(resource -> resources.add(resource(resource, group)));
            }
            resources.addAll(rule.nonResourceUrls());
            return String.join(", ", resources);
        }

        private String resource(String resource, String group) {
            String names =
                    rule.resourceNames().isEmpty() ? "" : " \"" + String.join("\", \"", rule.resourceNames()) + "\"";
            return ResourceName.of(group, resource) + names;
        }
    }

    static GrantGraph of(RunAnalysis analysis) {
        Map<RoleReference, Role> roles = new LinkedHashMap<>();
        Map<RuleId, RuleCoverage> covered = new HashMap<>();
        for (RuleCoverage rule : analysis.coverage().rules()) {
            RoleReference id = rule.rule().id().role();
            Standing standing = rule.isBound() ? Standing.BOUND : Standing.UNBOUND;
            roles.computeIfAbsent(id, unused -> new Role(id, standing, new ArrayList<>()))
                    .rules()
                    .add(new Rule(rule.rule(), rule));
            covered.putIfAbsent(rule.rule().id(), rule);
        }
        Set<RoleReference> others = analysis.coverage().bindings().stream()
                .map(binding -> binding.binding().roleRef())
                .filter(id -> !roles.containsKey(id))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!others.isEmpty()) {
            Map<String, RbacRole> known = inForce(analysis.runRecord());
            others.forEach(id -> roles.put(id, other(id, known.get(id.toString()), covered)));
        }
        return new GrantGraph(List.copyOf(roles.values()), analysis.coverage().bindings());
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
    private static Role other(RoleReference id, @Nullable RbacRole role, Map<RuleId, RuleCoverage> covered) {
        if (role == null) {
            return new Role(id, Standing.MISSING, List.of());
        }
        return new Role(
                id,
                role.origin() == null ? Standing.OF_THE_CLUSTER : Standing.BOUND,
                role.rules().stream()
                        .map(rule -> new Rule(rule, covered.get(rule.id())))
                        .toList());
    }
}
