package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.assertion.internal.MissingRule;
import dev.kubeuser.assertion.internal.PolicyText;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessReviewException;
import dev.kubeuser.review.internal.AccessReviewer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Explains which objects a user cannot apply, and which rules are missing.
 *
 * @param reviewer the reviewer of the user
 * @param access what was asked and answered
 */
record ApplyFailure(AccessReviewer reviewer, ApplyAccess access) {

    Failure shouldBeApplied() {
        return Failure.of(
                "Expecting " + PolicyText.user(reviewer.userInfo()),
                "to be allowed to apply " + Counted.of(access.objects(), "object"),
                "but the API server refuses " + access.refused().size() + ":",
                access.refused().stream().map(ApplyFailure::line).toList(),
                changes());
    }

    private static String line(ApplyAccess.Refused refused) {
        return "  " + refused.probe().origin() + ": " + refused.probe().title() + ": "
                + refused.answer().map(ApplyFailure::words).orElseGet(() -> missing(refused));
    }

    private static String words(KubeResponse answer) {
        return answer.code() + ", " + Status.messageIn(answer.body());
    }

    /** For example {@code may not patch and create configmaps "web" in namespace "a"}. */
    private static String missing(ApplyAccess.Refused refused) {
        List<AccessQuery> queries =
                refused.missing().stream().map(answer -> answer.query()).toList();
        String first = queries.get(0).toString();
        String verbs = queries.stream().map(AccessQuery::verb).collect(Collectors.joining(" and "));
        return "may not " + verbs + first.substring(queries.get(0).verb().length());
    }

    /** Each change of the policy once: objects of one resource need the same. */
    private List<String> changes() {
        try {
            RbacPolicy policy = reviewer.policy();
            Set<List<String>> changes = new LinkedHashSet<>();
            access.refused().stream()
                    .map(ApplyFailure::requests)
                    .distinct()
                    .filter(requests ->
                            requests.stream().anyMatch(request -> !policy.allows(reviewer.userInfo(), request)))
                    .forEach(requests -> changes.add(new MissingRule(policy, reviewer.userInfo(), requests)
                            .remedy()
                            .changeLines()));
            return changes.stream().flatMap(List::stream).toList();
        } catch (AccessReviewException unreadable) {
            return List.of(String.valueOf(unreadable.getMessage()));
        }
    }

    /** Without names: those of a directory change, and few controllers create by name. */
    private static List<RequestAttributes> requests(ApplyAccess.Refused refused) {
        return refused.missing().stream()
                .map(answer -> answer.query().nameless().attributes())
                .toList();
    }
}
