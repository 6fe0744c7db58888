package dev.kubeuser.rbac.escalation;

import java.util.regex.Pattern;

/** A risk that is accepted in one role only. */
record AcceptedRisk(Risk risk, String role) implements RiskAcceptance {

    private static final Pattern FORM = Pattern.compile("ClusterRole [^/ ]+|Role [^/ ]+/[^/ ]+");

    AcceptedRisk {
        if (!FORM.matcher(role).matches()) {
            throw new IllegalArgumentException(
                    "\"" + role + "\" is no role: write it as in Role dev/reader, ClusterRole view");
        }
    }

    @Override
    public boolean accepts(RiskFinding finding) {
        return finding.risk() == risk && finding.rule().id().role().toString().equals(role);
    }

    /** As it is written in files. */
    @Override
    public String toString() {
        return risk + " in " + role;
    }
}
