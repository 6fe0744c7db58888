// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Set;

/** Finds redundant permissions. */
final class PlainRedundancy {

    /** Whether removing a permission would cause denials. */
    enum Necessity {
        NEEDED,
        REDUNDANT,
        /** It grants nothing, perhaps because its binding is not in force yet. */
        UNKNOWN
    }

    private final RbacPolicy policy;
    private final Set<UserInfo> users;
    private final PlainUniverse universe;

    PlainRedundancy(List<ServedResource> served, PlainPolicy inForce) {
        this.policy = inForce.policy();
        this.users = Requesters.users(inForce.decisions(), policy.bindings().stream());
        this.universe = PlainUniverse.of(served, policy);
    }

    /** A permission is redundant if it is granted and other rules grant all of it as well. */
    Necessity necessity(RbacRule rule, Permission permission) {
        List<AccessQuery> questions = universe.questions(permission).toList();
        boolean granted = false;
        for (UserInfo user : users) {
            for (AccessQuery question : questions) {
                List<Grant> grants = policy.decide(user, question.attributes()).grants();
                boolean byRule = grants.stream().anyMatch(grant -> isIt(grant, rule));
                if (byRule && grants.stream().allMatch(grant -> isIt(grant, rule))) {
                    return Necessity.NEEDED;
                }
                granted |= byRule;
            }
        }
        return granted ? Necessity.REDUNDANT : Necessity.UNKNOWN;
    }

    /** Compares places, because two rules may be equal. */
    private static boolean isIt(Grant grant, RbacRule rule) {
        return grant.rule().id().equals(rule.id());
    }
}
