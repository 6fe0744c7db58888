package dev.kubeuser.proof;

import dev.kubeuser.policy.RbacRule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of a rule by now. */
final class RuleTally {

    private final RbacRule rule;
    private final List<Permission> permissions;
    private final Set<Permission> exercised = new HashSet<>();
    private final Set<Permission> needed = new HashSet<>();
    private final Map<Permission, Set<TestCase>> tests = new HashMap<>();
    private final Set<Object> denials = new HashSet<>();

    RuleTally(RbacRule rule) {
        this.rule = rule;
        this.permissions = Permission.of(rule);
    }

    /** Once needed in one state of the policy is not redundant. */
    void judge(Redundancy redundancy) {
        permissions.stream()
                .filter(permission -> !needed.contains(permission) && !redundancy.isRedundant(rule, permission))
                .forEach(needed::add);
    }

    void allowed(Observation observation) {
        permissions.stream()
                .filter(permission -> permission.allows(observation.request()))
                .forEach(permission -> {
                    exercised.add(permission);
                    if (observation.test() != null) {
                        tests.computeIfAbsent(permission, unused -> new LinkedHashSet<>())
                                .add(observation.test());
                    }
                });
    }

    void denied(Observation observation) {
        denials.add(List.of(observation.requester(), observation.request()));
    }

    RuleCoverage result() {
        return new RuleCoverage(rule, permissions.stream().map(this::result).toList(), denials.size());
    }

    private PermissionCoverage result(Permission permission) {
        return new PermissionCoverage(
                permission,
                exercised.contains(permission),
                List.copyOf(tests.getOrDefault(permission, Set.of())),
                !needed.contains(permission));
    }
}
