package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.TestCase;
import java.util.List;

/**
 * Whether tests needed a permission.
 *
 * @param permission which
 * @param isCovered whether something was allowed by it while tests ran
 * @param tests those of them that are known
 * @param isRedundant whether other rules allow the same subjects the same, everywhere and in all states of the policy
 */
public record PermissionCoverage(Permission permission, boolean isCovered, List<TestCase> tests, boolean isRedundant) {

    /** Copies the list. */
    public PermissionCoverage {
        tests = List.copyOf(tests);
    }
}
