// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** The coverage of a rule so far, which may have been applied to several namespaces. */
final class PlainTally {

    private final RbacRule rule;
    private final List<PermissionTally> permissions;
    private boolean isBound;

    /** Creates the tally of a rule as written. */
    PlainTally(RbacRule rule, PlainUniverse universe) {
        this.rule = rule;
        this.permissions = Permission.of(rule).stream()
                .map(permission -> new PermissionTally(permission, universe.isAsked(permission)))
                .toList();
    }

    void bound() {
        isBound = true;
    }

    void judge(RbacRule applied, PlainRedundancy redundancy) {
        each(applied, (tally, permission) -> tally.necessities.add(redundancy.necessity(applied, permission)));
    }

    void allowed(RbacRule applied, RecordedDecision recorded) {
        each(applied, (tally, permission) -> {
            if (permission.allows(recorded.request())) {
                tally.allowed(recorded);
            }
        });
    }

    /** Matches permissions by position, because a name written as a placeholder differs each time. */
    private void each(RbacRule applied, BiConsumer<PermissionTally, Permission> action) {
        List<Permission> here = Permission.of(applied);
        for (int index = 0; index < Math.min(here.size(), permissions.size()); index++) {
            action.accept(permissions.get(index), here.get(index));
        }
    }

    RuleCoverage result() {
        return new RuleCoverage(
                rule, permissions.stream().map(PermissionTally::result).toList(), isBound);
    }

    private static final class PermissionTally {

        private final Permission permission;
        private final boolean isAsked;
        private final Set<PlainRedundancy.Necessity> necessities = new HashSet<>();
        private final Set<TestCase> tests = new LinkedHashSet<>();
        private boolean isCovered;

        PermissionTally(Permission permission, boolean isAsked) {
            this.permission = permission;
            this.isAsked = isAsked;
        }

        void allowed(RecordedDecision recorded) {
            isCovered = true;
            if (recorded.test() != null) {
                tests.add(recorded.test());
            }
        }

        /** A permission that is needed in one state of the policy is not redundant. */
        PermissionCoverage result() {
            boolean isRedundant = necessities.contains(PlainRedundancy.Necessity.REDUNDANT)
                    && !necessities.contains(PlainRedundancy.Necessity.NEEDED);
            return new PermissionCoverage(permission, isAsked, isCovered, new ArrayList<>(tests), isRedundant);
        }
    }
}
