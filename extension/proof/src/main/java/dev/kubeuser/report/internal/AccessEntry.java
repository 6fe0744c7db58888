// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A line of the access matrix: the answer that a subject got to one question.
 *
 * @param subject the user name, with groups if the user has any of its own; or {@code Group} and its name
 * @param verb the verb
 * @param resource the resource as kubectl writes it, with the name and the selectors if there are any; or a URL
 * @param namespace the namespace; empty if cluster-wide
 * @param outcome {@code allowed}, {@code denied}, or {@code both} if the policy changed
 * @param asserted how often assertions asked
 * @param requested how often a request was really sent
 * @param inferred how often another request needed it, as far as the policy shows
 */
record AccessEntry(
        String subject,
        String verb,
        String resource,
        String namespace,
        String outcome,
        long asserted,
        long requested,
        long inferred) {

    /** What decisions of one line have in common. */
    record Asked(AskedBy subject, RequestAttributes request) {
        static Asked of(RecordedDecision recorded) {
            return new Asked(AskedBy.of(recorded.user()), recorded.request());
        }
    }

    /** Returns all entries, sorted by their columns. */
    static Map<Asked, AccessEntry> of(RunRecord runRecord) {
        Map<Asked, AccessEntry> entries = new LinkedHashMap<>();
        runRecord.states().stream()
                .flatMap(state -> state.decisions().stream())
                .collect(Collectors.groupingBy(Asked::of))
                .entrySet()
                .stream()
                .map(same -> Map.entry(same.getKey(), of(same.getKey(), same.getValue())))
                .sorted(Map.Entry.comparingByValue(Comparator.comparing(AccessEntry::subject)
                        .thenComparing(AccessEntry::namespace)
                        .thenComparing(AccessEntry::resource)
                        .thenComparing(AccessEntry::verb)))
                .forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }

    private static AccessEntry of(Asked asked, List<RecordedDecision> same) {
        return new AccessEntry(
                asked.subject().toString(),
                asked.request().verb(),
                resource(asked.request()),
                asked.request().namespace(),
                outcome(same),
                count(same, one -> one.source() != RecordedDecision.Source.REQUEST),
                count(same, one -> one.source() != RecordedDecision.Source.ASSERTION && !one.inferred()),
                count(same, RecordedDecision::inferred));
    }

    private static long count(List<RecordedDecision> same, Predicate<RecordedDecision> wanted) {
        return same.stream().filter(wanted).count();
    }

    private static String resource(RequestAttributes request) {
        return request instanceof ResourceAttributes asked
                ? Printable.text(asked.target())
                : ((NonResourceAttributes) request).path();
    }

    private static String outcome(List<RecordedDecision> same) {
        List<Boolean> answers =
                same.stream().map(RecordedDecision::allowed).distinct().toList();
        if (answers.size() == 2) {
            return "both";
        }
        return answers.get(0) ? "allowed" : "denied";
    }

    /**
     * Subjects differ by name and by groups, except for groups that follow from the name.
     *
     * @param name the user name; empty for a question about a group itself
     * @param groups the groups in order, without those that follow from the name
     */
    record AskedBy(String name, List<String> groups) {

        static AskedBy of(UserInfo user) {
            Set<String> implied = implied(user.name());
            List<String> own = user.groups().stream()
                    .filter(group -> !implied.contains(group))
                    .sorted()
                    .toList();
            boolean isGroupOfAll = user.name().isEmpty() && own.isEmpty();
            return new AskedBy(user.name(), isGroupOfAll ? List.copyOf(user.groups()) : own);
        }

        private static Set<String> implied(String name) {
            return UserInfo.of(UserInfo.exactly(name).subject()).groups();
        }

        /**
         * Always shows the groups of a user, even if no other user has the same name. So the name of a row does not
         * depend on other rows.
         *
         * @return for example {@code alice}, {@code alice (developers, sre)}, {@code ServiceAccount ci/deployer},
         *     {@code Group developers}
         */
        @Override
        public String toString() {
            String all = String.join(", ", groups);
            if (name.isEmpty()) {
                return "Group " + all;
            }
            String readable = Subject.textOf(name);
            return groups.isEmpty() ? readable : readable + " (" + all + ")";
        }
    }
}
