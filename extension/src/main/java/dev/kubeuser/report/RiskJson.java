package dev.kubeuser.report;

import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.escalation.RiskFinding;
import org.jspecify.annotations.Nullable;

/** In {@code report.json}: a risky permission, with the page of Kubernetes that names it. */
record RiskJson(
        String risk, String role, int index, @Nullable Origin origin, String link) {
    static RiskJson of(RiskFinding finding) {
        return new RiskJson(
                finding.risk().id(),
                finding.rule().id().role().toString(),
                finding.rule().id().index(),
                finding.rule().origin(),
                finding.risk().link().toString());
    }
}
