package dev.kubeuser.statement.internal;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;

/**
 * What contradicts a statement, each fact together with the others.
 *
 * @param facts at least one; two for a statement about two requests or two subjects
 */
public record Counterexample(List<Fact> facts) {

    /** Copies the list. */
    public Counterexample {
        facts = List.copyOf(facts);
    }

    /**
     * A request that a policy allows or denies.
     *
     * @param who the subject, or the user that stands for it
     * @param user the user that stands for the subject
     * @param request the request
     * @param grants why it is allowed; empty if it is denied, and for {@code system:masters}
     * @param isAllowed whether it is allowed
     */
    public record Fact(String who, UserInfo user, RequestAttributes request, List<Grant> grants, boolean isAllowed) {

        /** Copies the list. */
        public Fact {
            grants = List.copyOf(grants);
        }
    }
}
