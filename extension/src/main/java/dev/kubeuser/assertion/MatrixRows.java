package dev.kubeuser.assertion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the answers of a matrix into rows.
 *
 * @param questions which were asked
 * @param answers in the same order
 */
record MatrixRows(List<MatrixQuestion> questions, List<Boolean> answers) {

    AccessMatrix matrix() {
        Map<Key, Verbs> rows = new LinkedHashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            MatrixQuestion question = questions.get(i);
            Key key = new Key(
                    question.subject(),
                    question.namespace(),
                    String.valueOf(question.query().resource()));
            Verbs verbs = rows.computeIfAbsent(key, first -> new Verbs(new LinkedHashSet<>(), new LinkedHashSet<>()));
            (answers.get(i) ? verbs.allowed : verbs.refused)
                    .add(question.query().verb());
        }
        List<AccessRow> found = new ArrayList<>();
        rows.forEach((key, verbs) -> {
            if (!verbs.allowed.isEmpty()) {
                found.add(new AccessRow(key.subject, key.namespace, key.resource, verbs.allowed, verbs.refused));
            }
        });
        return new AccessMatrix(found);
    }

    private record Key(String subject, String namespace, String resource) {}

    private record Verbs(Set<String> allowed, Set<String> refused) {}
}
