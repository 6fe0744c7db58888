package dev.kubeuser.report.internal;

import dev.kubeuser.record.internal.DecisionSource;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line of the access matrix: the answer that a subject got to one question.
 *
 * @param asked the question and the subject
 * @param subject the user name, with groups if the user has any of its own; or {@code Group} and its name
 * @param verb the verb
 * @param resource the resource as kubectl writes it, with the name if one was asked for; or a URL
 * @param namespace the namespace; empty if cluster-wide
 * @param outcome {@code allowed}, {@code denied}, or {@code both} if the policy changed
 * @param asserted how often assertions asked
 * @param requested how often a request was really sent
 * @param inferred how often another request needed it, as far as the policy tells
 */
record AccessEntry(
        Asked asked,
        String subject,
        String verb,
        String resource,
        String namespace,
        String outcome,
        long asserted,
        long requested,
        long inferred) {

    /** What decisions of one line have in common. */
    record Asked(MatrixSubject subject, RequestAttributes request) {
        static Asked of(RecordedDecision recorded) {
            return new Asked(MatrixSubject.of(recorded.user()), recorded.request());
        }
    }

    /** Returns all entries, sorted by their columns. */
    static List<AccessEntry> of(RunRecord runRecord) {
        return runRecord.states().stream()
                .flatMap(state -> state.decisions().stream())
                .collect(Collectors.groupingBy(Asked::of))
                .values()
                .stream()
                .map(AccessEntry::of)
                .sorted(Comparator.comparing(AccessEntry::subject)
                        .thenComparing(AccessEntry::namespace)
                        .thenComparing(AccessEntry::resource)
                        .thenComparing(AccessEntry::verb))
                .toList();
    }

    private static AccessEntry of(List<RecordedDecision> same) {
        RecordedDecision first = same.get(0);
        Asked asked = Asked.of(first);
        return new AccessEntry(
                asked,
                asked.subject().toString(),
                first.request().verb(),
                resource(first.request()),
                first.request().namespace(),
                outcome(same),
                same.stream()
                        .filter(one -> one.source() != DecisionSource.REQUEST)
                        .count(),
                same.stream()
                        .filter(one -> one.source() != DecisionSource.ASSERTION && !one.inferred())
                        .count(),
                same.stream().filter(RecordedDecision::inferred).count());
    }

    private static String resource(RequestAttributes request) {
        if (request instanceof ResourceAttributes asked) {
            String whole = asked.in("").toString();
            return whole.substring(asked.verb().length() + 1);
        }
        return ((NonResourceAttributes) request).path();
    }

    private static String outcome(List<RecordedDecision> same) {
        List<Boolean> answers =
                same.stream().map(RecordedDecision::allowed).distinct().toList();
        if (answers.size() == 2) {
            return "both";
        }
        return answers.get(0) ? "allowed" : "denied";
    }
}
