package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.RbacPolicy;
import java.util.List;

/** What a request needed besides its own authorization; which rights these are, the policy tells. */
interface FurtherNeed {

    /** Returns the decisions that passed it under a policy. */
    List<RecordedDecision> decisions(RbacPolicy policy);
}
