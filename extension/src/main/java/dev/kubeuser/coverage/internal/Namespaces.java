package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacPolicy;
import java.util.LinkedHashSet;
import java.util.Set;

/** The namespaces in which a policy may decide differently than elsewhere. */
final class Namespaces {

    private Namespaces() {}

    /** Those of the bindings that are under test. */
    static Set<String> of(RbacPolicy... policies) {
        Set<String> namespaces = new LinkedHashSet<>();
        for (RbacPolicy policy : policies) {
            policy.bindings().stream()
                    .filter(binding -> binding.origin() != null && !binding.id().isClusterWide())
                    .forEach(binding -> namespaces.add(binding.id().namespace()));
        }
        return namespaces;
    }
}
