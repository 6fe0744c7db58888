package dev.kubeuser.internal.jupiter;

import dev.kubeuser.AccessTable;
import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.internal.plan.AccessLine;
import dev.kubeuser.internal.plan.DeclaredSubject;
import dev.kubeuser.internal.plan.DeclaredSubjects;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.review.ReviewedSubject;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says whom the first column of an {@link AccessTable} means. */
final class TableSubjects {

    private final ExtensionContext context;
    private final DeclaredSubjects declared;

    TableSubjects(ExtensionContext context, DeclaredSubjects declared) {
        this.context = context;
        this.declared = declared;
    }

    /** Before anything starts. */
    void requireKnown(AccessLine line) {
        if (declaration(line).isEmpty() && !ReviewedSubject.isName(line.subject())) {
            throw new ExtensionConfigurationException(line.place() + ": no user \"" + line.subject()
                    + "\" is declared" + others() + ". Declare it by @KubeUser, or write user:NAME, group:NAME or"
                    + " serviceaccount:NAMESPACE/NAME, whom the administrator asks about.");
        }
    }

    private String others() {
        return declared.isEmpty() ? "" : ", only " + declared.describe();
    }

    AbstractAccessAssert<?, ?> find(AccessLine line) {
        ClusterScope scope = new ClusterScope(context);
        Optional<DeclaredSubject> found = declaration(line);
        return found.isPresent()
                ? KubeAssertions.assertThat(
                        new SubjectScope(context, scope).subject(found.get()).access())
                : KubeAssertions.assertThat(ReviewedSubject.of(scope.runningCluster(), line.subject()));
    }

    private Optional<DeclaredSubject> declaration(AccessLine line) {
        return declared("user \"" + line.subject() + "\"")
                .or(() -> Subject.find(line.subject())
                        .filter(subject -> subject.kind().equals("ServiceAccount"))
                        .flatMap(account ->
                                declared("ServiceAccount \"" + account.namespace() + "/" + account.name() + "\"")));
    }

    private Optional<DeclaredSubject> declared(String subject) {
        return declared.all().stream()
                .filter(declaration -> declaration.subject().equals(subject))
                .findFirst();
    }
}
