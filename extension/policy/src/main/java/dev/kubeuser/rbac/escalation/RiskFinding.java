// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.internal.PolicyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * A rule that grants a risky permission.
 *
 * @param risk the risk
 * @param rule the rule, with the role that it was written in, and its file and line if known
 * @param grant the binding that grants it to a user, with its file and line if known; empty if the role was examined
 *     without its bindings
 */
@API(status = API.Status.INTERNAL)
public record RiskFinding(Risk risk, RbacRule rule, Optional<AppliedBinding> grant) {

    /** {@return the risk in a line, then the rule and the binding that give it} */
    @API(status = API.Status.INTERNAL)
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("  " + risk + " (" + risk.why() + "): see " + risk.link());
        lines.add("    " + PolicyText.rule(rule) + ": " + PolicyText.yaml(rule));
        grant.ifPresent(binding -> lines.add("      through " + PolicyText.applied(binding)));
        return lines;
    }

    /** {@return whether one of the acceptances is about this finding} */
    @API(status = API.Status.INTERNAL)
    public boolean isAccepted(RiskAcceptance... accepted) {
        return Stream.of(accepted).anyMatch(one -> one.accepts(this));
    }
}
