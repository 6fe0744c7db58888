package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.EveryQuestion;
import dev.kubeuser.question.internal.ReviewAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a user may do in one namespace, compared with what it should be allowed.
 *
 * @param reviewer the reviewer of the user
 * @param namespace the namespace
 * @param expected what it should be allowed, and nothing else
 * @param allowed what it is allowed
 */
record AllAccess(AccessReviewer reviewer, String namespace, Set<AccessQuery> expected, Set<AccessQuery> allowed) {

    static AllAccess of(AccessReviewer reviewer, AccessQuery query, AccessQuery... others) {
        Set<AccessQuery> expected = new LinkedHashSet<>(List.of(others));
        expected.add(query);
        expected.forEach(reviewer.knowledge()::requireAnswerable);
        return new AllAccess(reviewer, namespaceOf(query, expected), expected, Set.of());
    }

    /** A question about a Namespace is one in that namespace. */
    private static String namespaceOf(AccessQuery query, Set<AccessQuery> all) {
        String namespace = query.attributes().namespace();
        if (namespace.isEmpty()) {
            throw new AccessQueryException("canOnly is about one namespace: " + query + " names none");
        }
        for (AccessQuery other : all) {
            if (!other.attributes().namespace().equals(namespace)) {
                throw new AccessQueryException("canOnly is about one namespace: " + query + ", but " + other);
            }
        }
        return namespace;
    }

    AllAccess ask(Duration timeout) {
        Set<AccessQuery> questions = new LinkedHashSet<>(expected);
        questions.addAll(EveryQuestion.about(reviewer, namespace));
        AllAccess found = Deadline.in(timeout).poll(() -> answered(questions), AllAccess::isAsExpected);
        questions.forEach(question ->
                reviewer.report(question, found.expected.contains(question), found.allowed.contains(question)));
        return found;
    }

    private AllAccess answered(Set<AccessQuery> questions) {
        Set<AccessQuery> yes = new LinkedHashSet<>();
        for (ReviewAnswer answer : reviewer.askAll(new ArrayList<>(questions))) {
            if (answer.isAllowed()) {
                yes.add(answer.query());
            }
        }
        return new AllAccess(reviewer, namespace, expected, yes);
    }

    boolean isAsExpected() {
        return lacking().isEmpty() && surplus().isEmpty();
    }

    /** What should be allowed and is not. */
    Set<AccessQuery> lacking() {
        Set<AccessQuery> lacking = new LinkedHashSet<>(expected);
        lacking.removeAll(allowed);
        return lacking;
    }

    /** What should not be allowed and is. A user who may do something to all objects may do it to each. */
    Set<AccessQuery> surplus() {
        Set<AccessQuery> surplus = new LinkedHashSet<>(allowed);
        surplus.removeAll(expected);
        surplus.removeIf(query -> !query.name().isEmpty() && allowed.contains(query.nameless()));
        return surplus;
    }

    Failure shouldBeAllowedOnly() {
        return Failure.of(
                AccessFailure.expecting(reviewer),
                "to be allowed in namespace \"" + namespace + "\" only",
                Failure.indented(byResource(expected)),
                Failure.list("but the API server also allows", byResource(surplus())),
                Failure.list("but the API server does not allow", byResource(lacking())));
    }

    /** For example {@code pods: get, list, watch}. */
    private static List<String> byResource(Collection<AccessQuery> queries) {
        Map<String, List<String>> verbs = new TreeMap<>();
        for (AccessQuery query : queries) {
            String of = query.resource() + (query.name().isEmpty() ? "" : " \"" + query.name() + "\"");
            verbs.computeIfAbsent(of, key -> new ArrayList<>()).add(query.verb());
        }
        return verbs.entrySet().stream()
                .map(entry -> entry.getKey() + ": "
                        + String.join(", ", entry.getValue().stream().sorted().toList()))
                .toList();
    }
}
