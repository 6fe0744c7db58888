package dev.kubeuser.coverage.internal;

import dev.kubeuser.run.TestCase;
import java.util.List;

/**
 * Whether tests needed a permission.
 *
 * @param permission the permission
 * @param isAsked whether the API server asks for it. What it never asks for does not count
 * @param isCovered whether it allowed something while tests ran
 * @param tests the known tests that needed it
 * @param isRedundant whether other rules grant the same to the same subjects, everywhere and in all states of the
 *     policy
 */
public record PermissionCoverage(
        Permission permission, boolean isAsked, boolean isCovered, List<TestCase> tests, boolean isRedundant) {

    /** Copies the list. */
    public PermissionCoverage {
        tests = List.copyOf(tests);
    }
}
