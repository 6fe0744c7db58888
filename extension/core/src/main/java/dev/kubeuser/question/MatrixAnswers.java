package dev.kubeuser.question;

import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.question.internal.AccessReviewer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The answers that make up a matrix.
 *
 * @param questions the questions that were asked
 * @param answers in the same order
 */
record MatrixAnswers(List<Question> questions, List<Boolean> answers) {

    /** One row for each subject, place and resource with anything allowed. */
    List<AccessMatrix.Row> rows() {
        Map<Key, Verbs> rows = new LinkedHashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            Key key = Key.of(question);
            Verbs verbs = rows.computeIfAbsent(key, first -> new Verbs(new LinkedHashSet<>(), new LinkedHashSet<>()));
            (answers.get(i) ? verbs.allowed : verbs.refused)
                    .add(question.query().verb());
        }
        List<AccessMatrix.Row> found = new ArrayList<>();
        rows.forEach((key, verbs) -> {
            if (!verbs.allowed.isEmpty()) {
                found.add(new AccessMatrix.Row(key.subject, key.namespace, key.resource, verbs.allowed, verbs.refused));
            }
        });
        return found;
    }

    /** Tells listeners what each answer should have been. */
    void report(AccessMatrix expected) {
        Map<Key, Set<String>> demanded = new HashMap<>();
        expected.rows()
                .forEach(row -> demanded.put(new Key(row.subject(), row.namespace(), row.resource()), row.verbs()));
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            boolean allowed = demanded.getOrDefault(Key.of(question), Set.of())
                    .contains(question.query().verb());
            question.report(allowed, answers.get(i));
        }
    }

    private record Key(String subject, String namespace, String resource) {
        static Key of(Question question) {
            return new Key(question.subject(), question.namespace(), question.resource());
        }
    }

    private record Verbs(Set<String> allowed, Set<String> refused) {}

    /**
     * One question of a matrix.
     *
     * @param subject the subject, as written in the table
     * @param reviewer the reviewer of that subject
     * @param namespace the namespace, as written in the table
     * @param query the question
     */
    record Question(String subject, AccessReviewer reviewer, String namespace, AccessQuery query) {

        /** For example {@code secrets}, or {@code secrets "db"} for one object; {@code namespaces} is the namespace itself. */
        String resource() {
            return query.resource() + (query.name().isEmpty() || isOfNamespace() ? "" : " \"" + query.name() + "\"");
        }

        private boolean isOfNamespace() {
            return !namespace.isEmpty()
                    && ResourceName.parse(query.resource()).parent().equals(ResourceName.parse("namespaces"));
        }

        boolean ask() {
            return reviewer.answer(query).isAllowed();
        }

        void report(boolean demanded, boolean answered) {
            reviewer.report(query, demanded, answered);
        }
    }
}
