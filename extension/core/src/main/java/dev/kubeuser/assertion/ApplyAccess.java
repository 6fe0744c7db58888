// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.ApplyProbe;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.AccessReviewer.ReviewAnswer;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.internal.MissingRule;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a user may apply each object of manifests. Access reviews name all missing permissions, a denied request only
 * the first. A dry run of what they allow shows what else is checked.
 *
 * @param objects how many there are
 * @param refused those that cannot be applied
 * @param asked all answers, for the report
 */
record ApplyAccess(int objects, List<Refused> refused, List<ReviewAnswer> asked) {

    /**
     * An object that cannot be applied.
     *
     * @param probe the object
     * @param missing what no authorizer allows
     * @param answer to the dry run, if nothing is missing
     */
    record Refused(ApplyProbe probe, List<ReviewAnswer> missing, Optional<KubeResponse> answer) {}

    static ApplyAccess of(Manifests manifests, KubeAccess access, AccessReviewer reviewer, Duration timeout) {
        List<ApplyProbe> probes = ApplyProbe.of(manifests, access);
        ApplyAccess found =
                Deadline.in(timeout).poll(() -> probed(probes, reviewer), probed -> probed.refused.isEmpty());
        found.asked.forEach(answer -> reviewer.report(answer.query(), true, answer.isAllowed()));
        return found;
    }

    private static ApplyAccess probed(List<ApplyProbe> probes, AccessReviewer reviewer) {
        List<Refused> refused = new ArrayList<>();
        List<ReviewAnswer> asked = new ArrayList<>();
        for (ApplyProbe probe : probes) {
            List<ReviewAnswer> answers = reviewer.askAll(queries(probe, reviewer));
            asked.addAll(answers);
            List<ReviewAnswer> missing =
                    answers.stream().filter(answer -> !answer.isAllowed()).toList();
            Optional<KubeResponse> answer = missing.isEmpty() ? probe.refusal() : Optional.empty();
            if (!missing.isEmpty() || answer.isPresent()) {
                refused.add(new Refused(probe, missing, answer));
            }
        }
        return new ApplyAccess(probes.size(), refused, asked);
    }

    /** An apply also names the object that it creates, unlike other requests to create one. */
    private static List<AccessQuery> queries(ApplyProbe probe, AccessReviewer reviewer) {
        List<AccessQuery> queries = new ArrayList<>();
        for (ResourceAttributes request : probe.requests()) {
            AccessQuery query = AccessQuery.of(request);
            queries.add(probe.isNamespaceToCome() ? query.unchecked() : query);
        }
        reviewer.context().requireAnswerable(queries.get(0));
        return queries;
    }

    /** Names each object that is refused, and the rules that are missing. */
    Failure shouldBeAllowed(AccessReviewer reviewer) {
        return Failure.of(
                "Expecting " + PolicyText.user(reviewer.userInfo()),
                "to be allowed to apply " + Counted.of(objects, "object"),
                "but the API server refuses " + refused.size() + ":",
                refused.stream().map(ApplyAccess::line).toList(),
                changes(reviewer));
    }

    private static String line(Refused refused) {
        return "  " + refused.probe().origin() + ": " + refused.probe().title() + ": "
                + refused.answer().map(ApplyAccess::words).orElseGet(() -> missing(refused));
    }

    private static String words(KubeResponse answer) {
        return answer.code() + ", " + Status.messageIn(answer.body());
    }

    /** For example {@code may not patch and create configmaps "web" in namespace "a"}. */
    private static String missing(Refused refused) {
        List<AccessQuery> queries =
                refused.missing().stream().map(answer -> answer.query()).toList();
        String first = queries.get(0).toString();
        String verbs = queries.stream().map(AccessQuery::verb).collect(Collectors.joining(" and "));
        return "may not " + verbs + first.substring(queries.get(0).verb().length());
    }

    /** Each change of the policy once: objects of one resource need the same. */
    private List<String> changes(AccessReviewer reviewer) {
        try {
            RbacPolicy policy = reviewer.policy();
            Set<List<String>> changes = new LinkedHashSet<>();
            refused.stream()
                    .map(ApplyAccess::requests)
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
    private static List<RequestAttributes> requests(Refused refused) {
        return refused.missing().stream()
                .map(answer -> answer.query().nameless().attributes())
                .toList();
    }
}
