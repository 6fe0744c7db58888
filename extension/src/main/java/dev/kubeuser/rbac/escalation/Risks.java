package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Finds the risky permissions that a policy grants.
 *
 * @param policy the roles and bindings
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Risks(RbacPolicy policy) {

    private static final String BOOTSTRAPPING = "kubernetes.io/bootstrapping";

    /**
     * {@return the risks in all roles, bound or not, except the default roles of Kubernetes}
     */
    public List<RiskFinding> all() {
        return policy.roles().stream()
                .filter(role -> !role.labels().containsKey(BOOTSTRAPPING))
                .flatMap(Risks::of)
                .toList();
    }

    /** An aggregated rule counts only for the role it was written in. */
    private static Stream<RiskFinding> of(RbacRole role) {
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
        return policy.bindingsFor(user).stream().flatMap(Risks::of).toList();
    }

    private static Stream<RiskFinding> of(AppliedBinding applied) {
        RbacRole role = applied.role();
        if (role == null) {
            return Stream.empty();
        }
        return role.rules().stream()
                .flatMap(rule -> of(rule, applied.binding().id().isClusterWide(), Optional.of(applied)));
    }

    private static Stream<RiskFinding> of(RbacRule rule, boolean isClusterWide, Optional<AppliedBinding> grant) {
        return Stream.of(Risk.values())
                .filter(risk -> risk.isGrantedBy(rule, isClusterWide))
                .map(risk -> new RiskFinding(risk, rule, grant));
    }
}
