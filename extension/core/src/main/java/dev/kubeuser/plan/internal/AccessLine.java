package dev.kubeuser.plan.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.ReviewedSubject;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * One line of an {@code @AccessTable}.
 *
 * @param place the file and line, for messages
 * @param text the text of the line, for the name of its test
 * @param subject the subject
 * @param query the question
 * @param allowed whether it should be allowed
 */
public record AccessLine(String place, String text, String subject, AccessQuery query, boolean allowed)
        implements TableLine {

    public void check(AbstractAccessAssert<?, ?> who) {
        AbstractAccessAssert<?, ?> described = who.as(place);
        if (allowed) {
            described.can(query);
        } else {
            described.cannot(query);
        }
    }

    /** Returns the declared subject that the first column names, if any. */
    public Optional<DeclaredSubject> declared(DeclaredSubjects subjects) {
        return subjects.find("user \"" + subject + "\"")
                .or(() -> subjects.find("identity \"" + subject + "\""))
                .or(() -> Subject.find(subject)
                        .filter(meant -> meant.kind().equals("ServiceAccount"))
                        .flatMap(account -> subjects.find(account.toString())));
    }

    /** Reports an unknown subject before anything starts. */
    void requireKnown(DeclaredSubjects subjects) {
        if (declared(subjects).isEmpty() && !ReviewedSubject.isName(subject)) {
            throw new ExtensionConfigurationException(place + ": no user \"" + subject + "\" is declared"
                    + (subjects.isEmpty() ? "" : ", only " + subjects.describe())
                    + ". Declare it by @KubeUser, or write user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME, whom the"
                    + " administrator asks about.");
        }
    }

    /** For example {@code alice can list pods in dev}. */
    @Override
    public String toString() {
        return text;
    }
}
