package dev.kubeuser.internal.jupiter;

import dev.kubeuser.AccessTable;
import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.internal.plan.AccessLine;
import dev.kubeuser.internal.plan.DeclaredSubject;
import dev.kubeuser.internal.plan.DeclaredSubjects;
import dev.kubeuser.review.ReviewedSubject;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says whom the first column of an {@link AccessTable} means. */
final class TableSubjects {

    private static final String SERVICE_ACCOUNT = "serviceaccount:";

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
        String name = line.subject();
        String wanted = name.startsWith(SERVICE_ACCOUNT)
                ? "ServiceAccount \"" + name.substring(SERVICE_ACCOUNT.length()) + "\""
                : "user \"" + name + "\"";
        return declared.all().stream()
                .filter(declaration -> declaration.subject().equals(wanted))
                .findFirst();
    }
}
