// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.RiskFinding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the risky permissions that a policy grants.
 *
 * <p>Immutable and thread-safe.
 */
public final class Risks {

    private static final List<Risk> ALL = List.of(Risk.values());
    private static final String BOOTSTRAPPING = "kubernetes.io/bootstrapping";

    private final RbacPolicy policy;
    private final Set<ServerFeature> features;

    private Risks(RbacPolicy policy, Set<ServerFeature> features) {
        this.policy = policy;
        this.features = Set.copyOf(features);
    }

    /**
     * {@return the risks of a policy on the newest version of Kubernetes}
     *
     * @param policy the roles and bindings
     */
    public static Risks in(RbacPolicy policy) {
        return new Risks(policy, ServerFeature.all());
    }

    /**
     * {@return the risks on another version of Kubernetes. Where {@code create} is not needed to enter a pod,
     * {@code get} is a risk; permissions to which only later versions give a meaning are risks everywhere}
     *
     * @param serverFeatures for example {@code ServerFeature.of("1.34")}
     */
    public Risks with(Set<ServerFeature> serverFeatures) {
        return new Risks(policy, serverFeatures);
    }

    /** {@return the risks in all roles, bound or not, except the default roles of Kubernetes} */
    public List<RiskFinding> all() {
        return policy.roles().stream()
                .filter(role -> !role.labels().containsKey(BOOTSTRAPPING))
                .flatMap(this::of)
                .toList();
    }

    /** An aggregated rule is a risk only of the role that it was written in. */
    private Stream<RiskFinding> of(RbacRole role) {
        return role.rules().stream()
                .filter(rule -> rule.id().role().equals(role.id()))
                .flatMap(rule -> of(rule, role.id().isClusterWide(), Optional.empty()));
    }

    /**
     * {@return the risks that bindings give a user}
     *
     * @param user the user
     */
    public List<RiskFinding> of(UserInfo user) {
        return policy.bindingsFor(user).stream().flatMap(this::of).toList();
    }

    private Stream<RiskFinding> of(AppliedBinding applied) {
        RbacRole role = applied.role();
        if (role == null) {
            return Stream.empty();
        }
        return role.rules().stream()
                .flatMap(rule -> of(rule, applied.binding().id().isClusterWide(), Optional.of(applied)));
    }

    private Stream<RiskFinding> of(RbacRule rule, boolean isClusterWide, Optional<AppliedBinding> grant) {
        return ALL.stream()
                .filter(risk -> risk.isGrantedBy(rule, isClusterWide, features))
                .map(risk -> new RiskFinding(risk, rule, grant));
    }
}
