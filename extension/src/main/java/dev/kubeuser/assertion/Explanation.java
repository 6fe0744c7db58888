package dev.kubeuser.assertion;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessReviewException;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.ReviewAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is known about one answer, for a failure message. Found out only when there is a failure.
 *
 * @param requester who asked
 * @param answer what the server said
 * @param lines what the server's roles and bindings say about it
 */
record Explanation(UserInfo requester, ReviewAnswer answer, List<String> lines) {

    static Explanation of(AccessReviewer reviewer, ReviewAnswer answer) {
        List<String> lines = new ArrayList<>();
        if (reviewer.isInMissingNamespace(answer.query())) {
            lines.add("There is no namespace \"" + answer.query().namespace() + "\".");
        }
        try {
            RbacPolicy policy = reviewer.policy();
            lines.addAll(
                    answer.isAllowed()
                            ? new GrantLines(policy, reviewer.userInfo(), answer).lines()
                            : new DenialLines(policy, reviewer.userInfo(), answer).lines());
        } catch (AccessReviewException unreadable) {
            lines.add(String.valueOf(unreadable.getMessage()));
        }
        return new Explanation(reviewer.userInfo(), answer, lines);
    }

    String who() {
        return Who.of(requester);
    }

    String what() {
        return answer.query().toString();
    }

    /** The server's own words, or that it gave none. */
    String because() {
        String words = (answer.reason() + " " + answer.evaluationError()).strip();
        return words.isEmpty() ? ", without a reason" : ": " + words;
    }
}
