package dev.kubeuser.internal.plan;

import dev.kubeuser.credential.SubjectSpec;
import java.util.Collection;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says which of the declared subjects an injection point means. */
public final class SubjectLookup {

    private final ExtensionContext context;
    private final DeclaredSubjects subjects;

    public SubjectLookup(ExtensionContext context, DeclaredSubjects subjects) {
        this.context = context;
        this.subjects = subjects;
    }

    public DeclaredSubject wantedBy(InjectionPoint point) {
        SubjectSpec named = point.subject();
        if (named != null) {
            return subjects.find(named).orElseThrow(() -> new IllegalStateException("undeclared: " + point));
        }
        Collection<DeclaredSubject> all = subjects.all();
        if (all.size() == 1) {
            return all.iterator().next();
        }
        throw all.isEmpty() ? noSubject(point) : severalSubjects(point);
    }

    private ExtensionConfigurationException severalSubjects(InjectionPoint point) {
        return new ExtensionConfigurationException("Several subjects are declared, and " + point.place()
                + " does not say which it wants: annotate it with @KubeUser(\"...\") or @KubeServiceAccount(\"...\") and one of "
                + subjects.describe());
    }

    private ExtensionConfigurationException noSubject(InjectionPoint point) {
        return new ExtensionConfigurationException(
                "No user is declared for " + point.place() + ": put @KubeUser(\"...\") on the class" + elsewhere());
    }

    /** Subjects of single test methods are out of scope in constructors and in what runs once for all. */
    private String elsewhere() {
        Optional<DeclaredSubjects> onMethods = context.getTestMethod().isPresent()
                ? Optional.empty()
                : Optional.of(DeclaredSubjects.onMethodsOf(context.getRequiredTestClass()));
        return onMethods
                .filter(found -> !found.isEmpty())
                .map(found -> "; declared on methods, and in scope only there, are " + found.describe())
                .orElse(", the method or the parameter");
    }
}
