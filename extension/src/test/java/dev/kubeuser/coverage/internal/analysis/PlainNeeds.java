package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.RecordedDecision;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.RbacPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The least privilege as it is found by asking about each decision. */
final class PlainNeeds {

    private PlainNeeds() {}

    /**
     * {@return the least privilege of a run record}
     *
     * @param runRecord the run record
     * @param states the policies that it was recorded under
     */
    static LeastPrivilege of(RunRecord runRecord, List<PlainPolicy> states) {
        Map<Grantee, PlainAccess> byGrantee = new LinkedHashMap<>();
        for (PlainPolicy inForce : states) {
            RbacPolicy policy = inForce.policy();
            inForce.decisions().stream()
                    .filter(RecordedDecision::allowed)
                    .filter(recorded -> needsRole(recorded, policy))
                    .forEach(recorded -> byGrantee
                            .computeIfAbsent(
                                    Grantee.of(recorded.user(), runRecord.namespaces()),
                                    grantee -> new PlainAccess(grantee, runRecord.namespaces()))
                            .add(recorded, policy));
        }
        List<SubjectNeeds> needs = new ArrayList<>();
        byGrantee.values().forEach(needed -> needs.add(needed.result()));
        return new LeastPrivilege(needs);
    }

    private static boolean needsRole(RecordedDecision recorded, RbacPolicy policy) {
        Decision decision = policy.decide(recorded.user(), recorded.request());
        return !decision.isBypassed()
                && decision.grants().stream().noneMatch(grant -> grant.binding().isBootstrap());
    }
}
