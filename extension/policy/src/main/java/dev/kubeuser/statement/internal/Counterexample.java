package dev.kubeuser.statement.internal;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.function.Supplier;

/**
 * What contradicts a statement.
 *
 * @param who the subject, or the user that stands for it
 * @param found finds the facts: a policy may have thousands of counterexamples, and one is told
 */
public record Counterexample(String who, Supplier<List<Fact>> found) {

    /** {@return what contradicts it by these facts, the first of which says who} */
    public static Counterexample of(Fact... facts) {
        List<Fact> found = List.of(facts);
        return new Counterexample(found.get(0).who(), () -> found);
    }

    /** {@return what the policy decides; two facts together for a statement about two requests or two subjects} */
    public List<Fact> facts() {
        return found.get();
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
