package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.Subject;
import java.util.List;

/**
 * Whether tests needed a binding of the policy under test.
 *
 * @param binding the binding
 * @param isUsed whether it allowed something while tests ran
 * @param unusedSubjects its subjects that it allowed nothing
 */
public record BindingCoverage(RbacBinding binding, boolean isUsed, List<Subject> unusedSubjects) {

    /** Copies the list. */
    public BindingCoverage {
        unusedSubjects = List.copyOf(unusedSubjects);
    }
}
