package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The coverage of a rule so far, which may have been applied to several namespaces. */
final class RuleTally {

    private final RbacRule rule;
    private final List<PermissionTally> permissions;
    private boolean isBound;

    /** Creates the tally of a rule as written. */
    RuleTally(RbacRule rule, Topics topics) {
        this.rule = rule;
        this.permissions = Permission.of(rule).stream()
                .map(permission -> new PermissionTally(permission, topics.isAsked(permission)))
                .toList();
    }

    void bound() {
        isBound = true;
    }

    void judge(RbacRule applied, Redundancy redundancy) {
        Map<String, BitSet> holders = redundancy.holders(applied);
        each(applied, (tally, permission) -> tally.judge(() -> redundancy.necessity(applied, holders, permission)));
    }

    /** Returns the permissions of an applied rule that allow a request. */
    List<PermissionTally> allowing(RbacRule applied, RequestAttributes request) {
        List<PermissionTally> allowing = new ArrayList<>();
        each(applied, (tally, permission) -> {
            if (permission.allows(request)) {
                allowing.add(tally);
            }
        });
        return allowing;
    }

    /** Returns the permissions of an applied rule that allow any of some requests. */
    List<PermissionTally> allowing(RbacRule applied, RequestSet requests) {
        List<PermissionTally> allowing = new ArrayList<>();
        each(applied, (tally, permission) -> {
            if (!permission.asRule().requests().intersection(requests).isEmpty()) {
                allowing.add(tally);
            }
        });
        return allowing;
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

    /** The coverage of a permission so far. */
    static final class PermissionTally {

        private final Permission permission;
        private final boolean isAsked;
        private Redundancy.Necessity necessity = Redundancy.Necessity.UNKNOWN;
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

        void needed(Collection<TestCase> known) {
            isCovered = true;
            tests.addAll(known);
        }

        /** A permission that is needed in one state of the policy is not redundant. */
        void judge(Supplier<Redundancy.Necessity> inThisState) {
            if (necessity != Redundancy.Necessity.NEEDED) {
                Redundancy.Necessity found = inThisState.get();
                necessity = found == Redundancy.Necessity.UNKNOWN ? necessity : found;
            }
        }

        PermissionCoverage result() {
            return new PermissionCoverage(
                    permission,
                    isAsked,
                    isCovered,
                    new ArrayList<>(tests),
                    necessity == Redundancy.Necessity.REDUNDANT);
        }
    }
}
