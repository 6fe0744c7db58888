package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacRule;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A rule that grants a risky permission.
 *
 * @param risk the risk
 * @param rule the rule, with the role that it was written in, and its file and line if known
 * @param grant the binding that grants it to a user, with its file and line if known; empty if the role was examined
 *     without its bindings
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RiskFinding(Risk risk, RbacRule rule, Optional<AppliedBinding> grant) {}
