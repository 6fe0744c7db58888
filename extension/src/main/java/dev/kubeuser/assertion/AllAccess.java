package dev.kubeuser.assertion;

import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.review.Answer;
import dev.kubeuser.review.Patience;
import dev.kubeuser.review.User;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a user may do in one namespace, held against what it should.
 *
 * @param user who
 * @param namespace where
 * @param expected what it should be allowed, and nothing else
 * @param allowed what it is allowed
 */
record AllAccess(User user, String namespace, Set<AccessQuery> expected, Set<AccessQuery> allowed) {

    static AllAccess of(User user, AccessQuery query, AccessQuery... others) {
        Set<AccessQuery> expected = new LinkedHashSet<>(List.of(others));
        expected.add(query);
        expected.forEach(user::require);
        return new AllAccess(user, namespaceOf(query, expected), expected, Set.of());
    }

    private static String namespaceOf(AccessQuery query, Set<AccessQuery> all) {
        String namespace = query.namespace();
        if (namespace == null || namespace.isEmpty()) {
            throw new AccessQueryException("canOnly is about one namespace: " + query + " names none");
        }
        for (AccessQuery other : all) {
            if (!namespace.equals(other.namespace())) {
                throw new AccessQueryException("canOnly is about one namespace: " + query + ", but " + other);
            }
        }
        return namespace;
    }

    AllAccess ask(Patience patience) {
        Set<AccessQuery> questions = new LinkedHashSet<>(expected);
        questions.addAll(new EveryQuestion(user, namespace).list());
        AllAccess found = patience.ask(() -> answered(questions), AllAccess::isAsExpected);
        questions.forEach(
                question -> user.report(question, found.expected.contains(question), found.allowed.contains(question)));
        return found;
    }

    private AllAccess answered(Set<AccessQuery> questions) {
        Set<AccessQuery> yes = new LinkedHashSet<>();
        for (Answer answer : user.askAll(new ArrayList<>(questions))) {
            if (answer.isAllowed()) {
                yes.add(answer.query());
            }
        }
        return new AllAccess(user, namespace, expected, yes);
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

    /** What should not be allowed and is. Who may do something to all objects may do it to each. */
    Set<AccessQuery> surplus() {
        Set<AccessQuery> surplus = new LinkedHashSet<>(allowed);
        surplus.removeAll(expected);
        surplus.removeIf(query -> !query.name().isEmpty() && allowed.contains(query.nameless()));
        return surplus;
    }
}
