package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.ApplyProbe;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.internal.AccessReviewer;
import dev.kubeuser.review.internal.ReviewAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a user may apply each object of manifests. Access reviews name all that is missing, of which a refused request
 * names the first; a dry run of what they allow shows what is checked besides.
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
        reviewer.require(queries.get(0));
        return queries;
    }
}
