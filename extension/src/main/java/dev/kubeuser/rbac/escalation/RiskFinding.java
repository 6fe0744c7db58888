package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacRule;
import java.util.Optional;

/**
 * A risky permission.
 *
 * @param risk which
 * @param rule the rule, with the role that it was written in, and its file and line if they are known
 * @param grant through which binding somebody has it; empty for what a role holds, whoever has it
 */
public record RiskFinding(Risk risk, RbacRule rule, Optional<String> grant) {}
