package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.RecordedDecision;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.RbacPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The smallest roles that allow each subject everything that it was allowed to do while tests ran. Access that
 * Kubernetes grants to everyone by default needs no role, and neither does a member of {@code system:masters}.
 *
 * @param needs one entry for each subject that was allowed something
 */
public record LeastPrivilege(List<SubjectNeeds> needs) {

    /** Copies the list. */
    public LeastPrivilege {
        needs = List.copyOf(needs);
    }

    /**
     * {@return the least privilege of a run record}
     *
     * @param runRecord the run record
     * @param states the policies that it was recorded under
     */
    static LeastPrivilege of(RunRecord runRecord, List<PolicyInForce> states) {
        Map<Grantee, NeededAccess> byGrantee = new LinkedHashMap<>();
        for (PolicyInForce inForce : states) {
            RbacPolicy policy = inForce.policy();
            inForce.decisions().stream()
                    .filter(RecordedDecision::allowed)
                    .filter(recorded -> needsRole(inForce.observation(recorded).decision()))
                    .forEach(recorded -> byGrantee
                            .computeIfAbsent(
                                    Grantee.of(recorded.user(), runRecord.namespaces()),
                                    grantee -> new NeededAccess(grantee, runRecord.namespaces()))
                            .add(recorded, policy));
        }
        List<SubjectNeeds> needs = new ArrayList<>();
        byGrantee.values().forEach(needed -> needs.add(needed.result()));
        return new LeastPrivilege(needs);
    }

    private static boolean needsRole(Decision decision) {
        return !decision.isBypassed()
                && decision.grants().stream().noneMatch(grant -> grant.binding().isBootstrap());
    }

    /**
     * {@return all roles, each with its binding, as YAML that can be applied, with placeholders for the namespaces
     * created for tests; empty if none is needed}
     */
    public String yaml() {
        StringBuilder yaml = new StringBuilder();
        needs.forEach(need -> yaml.append(need.yaml()));
        return yaml.toString();
    }
}
