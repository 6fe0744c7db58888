// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.run.TestCase;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which parts of the policy under test were needed while tests ran.
 *
 * @param rules its rules, in the order in which they are written
 * @param bindings its bindings
 */
public record Coverage(List<RuleCoverage> rules, List<BindingCoverage> bindings) {

    /** {@return the permissions of all rules, one by one, including those that are not counted} */
    public Stream<PermissionCoverage> permissions() {
        return rules.stream().flatMap(rule -> rule.permissions().stream());
    }

    /** {@return the share of covered permissions among those that are counted} */
    public Share covered() {
        return Share.of(rules.stream().flatMap(rule -> rule.counted().stream()).toList());
    }

    /** {@return the share of used bindings} */
    public Share used() {
        return new Share(bindings.stream().filter(BindingCoverage::isUsed).count(), bindings.size());
    }

    /**
     * Whether tests needed a rule of the policy under test.
     *
     * @param rule the rule, in the role in which it was written
     * @param permissions its permissions
     * @param isBound whether a binding granted it to any subject
     */
    public record RuleCoverage(RbacRule rule, List<PermissionCoverage> permissions, boolean isBound) {

        /**
         * {@return the permissions that are counted: those that the API server asks for, if a binding grants the rule}
         */
        public List<PermissionCoverage> counted() {
            return isBound
                    ? permissions.stream().filter(PermissionCoverage::isAsked).toList()
                    : List.of();
        }

        /** {@return whether any of its permissions was covered} */
        public boolean isCovered() {
            return permissions.stream().anyMatch(PermissionCoverage::isCovered);
        }
    }

    /**
     * Whether tests needed a permission.
     *
     * @param permission the permission
     * @param isAsked whether the API server asks for it. What it never asks for is ignored
     * @param isCovered whether it allowed something while tests ran
     * @param tests the known tests that needed it
     * @param isRedundant whether other rules grant the same to the same subjects, everywhere and in all states of the
     *     policy
     */
    public record PermissionCoverage(
            Permission permission, boolean isAsked, boolean isCovered, List<TestCase> tests, boolean isRedundant) {}

    /**
     * Whether tests needed a binding of the policy under test.
     *
     * @param binding the binding
     * @param isUsed whether it allowed something while tests ran
     * @param unusedSubjects its subjects that it allowed nothing
     */
    public record BindingCoverage(RbacBinding binding, boolean isUsed, List<Subject> unusedSubjects) {}

    /**
     * A part of a total.
     *
     * @param count the part
     * @param total the total
     */
    public record Share(long count, long total) {

        /**
         * {@return the share of covered permissions}
         *
         * @param counted the permissions that are counted
         */
        public static Share of(List<PermissionCoverage> counted) {
            return new Share(
                    counted.stream().filter(PermissionCoverage::isCovered).count(), counted.size());
        }

        /** {@return the part from 0 to 1; 1 if the total is 0, because nothing is missing} */
        public double ratio() {
            return total == 0 ? 1 : (double) count / total;
        }

        /** {@return the whole percentage, rounded down, so that 100 means all} */
        public int percent() {
            return total == 0 ? 100 : (int) (count * 100 / total);
        }

        /** {@return for example {@code 12 of 15}} */
        @Override
        public String toString() {
            return count + " of " + total;
        }
    }
}
