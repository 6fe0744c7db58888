package dev.kubeuser.analysis.internal;

import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps names of tests out of roles. Tests make objects and namespaces of their own; what matters is what the policy
 * restricts. So an object's name counts only where each rule that allows the request names objects. All namespaces that
 * the policy neither names nor defines are one, that of {@code @KubeNamespace}.
 *
 * @param own the namespaces created for tests
 * @param named the namespaces that the policy names
 */
public record TestNames(OwnNamespaces own, Set<String> named) {

    private static final Set<String> OF_EVERY_CLUSTER =
            Set.of("", "default", "kube-system", "kube-public", "kube-node-lease");

    /** Returns the namespaces that a policy under test names. */
    public static Set<String> namespaces(RbacPolicy policy) {
        Set<String> named = new HashSet<>();
        policy.roles().stream()
                .filter(role -> role.rules().stream().anyMatch(rule -> rule.origin() != null))
                .forEach(role -> named.add(role.id().namespace()));
        for (RbacBinding binding : policy.bindings()) {
            if (binding.origin() != null) {
                named.add(binding.id().namespace());
                binding.subjects().stream().map(Subject::namespace).forEach(named::add);
            }
        }
        return named;
    }

    /** Returns a request as a role that outlives the run allows it. What no rule explains stays as it was. */
    public RequestAttributes written(Decision decision) {
        if (decision.grants().isEmpty() || !(decision.request() instanceof ResourceAttributes request)) {
            return own.written(decision.request());
        }
        boolean isRestricted = decision.grants().stream()
                .noneMatch(grant -> grant.rule().resourceNames().isEmpty());
        String namespace =
                isOfTests(decision, request.namespace()) ? OwnNamespaces.UNNAMED : own.written(request.namespace());
        return request.in(namespace).named(isRestricted ? own.written(request.name()) : "");
    }

    private boolean isOfTests(Decision decision, String namespace) {
        return !OF_EVERY_CLUSTER.contains(namespace)
                && !named.contains(namespace)
                && !own.defined().contains(namespace)
                && decision.grants().stream()
                        .allMatch(grant -> grant.binding().id().isClusterWide());
    }
}
