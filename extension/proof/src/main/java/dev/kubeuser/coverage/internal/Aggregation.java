package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which ClusterRoles take part in aggregation, so that a change of one may change others. */
public final class Aggregation {

    /** Without labels, as copies of roles are. */
    private static final V1ClusterRole UNLABELLED = new V1ClusterRole()
            .metadata(new V1ObjectMeta().name("kubeuser-without-labels"))
            .rules(List.of(new V1PolicyRule()
                    .apiGroups(List.of(""))
                    .resources(List.of("kubeuser"))
                    .verbs(List.of("get"))));

    private final Set<RoleReference> members = new HashSet<>();
    private final boolean isOfUnlabelled;

    /** Finds the members by the rules that aggregating roles have from them. */
    Aggregation(RbacPolicy policy, RbacPolicyBuilder objects) {
        policy.roles().stream().filter(RbacRole::isAggregate).forEach(role -> {
            members.add(role.id());
            role.rules().forEach(rule -> members.add(rule.id().role()));
        });
        RoleReference unlabelled =
                RoleReference.clusterRole(UNLABELLED.getMetadata().getName());
        isOfUnlabelled = objects.copy().add(UNLABELLED).build().roles().stream()
                .filter(RbacRole::isAggregate)
                .flatMap(role -> role.rules().stream())
                .map(RbacRule::id)
                .anyMatch(rule -> rule.role().equals(unlabelled));
    }

    /** Whether a change of the role may change another. */
    public boolean concerns(RbacRole role) {
        return role.id().isClusterWide()
                && (role.isAggregate()
                        || members.contains(role.id())
                        || (isOfUnlabelled && role.labels().isEmpty()));
    }
}
