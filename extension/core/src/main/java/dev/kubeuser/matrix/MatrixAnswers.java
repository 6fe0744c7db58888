package dev.kubeuser.matrix;

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
record MatrixAnswers(List<MatrixQuestion> questions, List<Boolean> answers) {

    /** One row for each subject, place and resource with anything allowed. */
    List<AccessMatrix.Row> rows() {
        Map<Key, Verbs> rows = new LinkedHashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            MatrixQuestion question = questions.get(i);
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
            MatrixQuestion question = questions.get(i);
            boolean allowed = demanded.getOrDefault(Key.of(question), Set.of())
                    .contains(question.query().verb());
            question.report(allowed, answers.get(i));
        }
    }

    private record Key(String subject, String namespace, String resource) {
        static Key of(MatrixQuestion question) {
            return new Key(question.subject(), question.namespace(), question.resource());
        }
    }

    private record Verbs(Set<String> allowed, Set<String> refused) {}
}
