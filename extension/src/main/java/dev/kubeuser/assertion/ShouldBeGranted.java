package dev.kubeuser.assertion;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.internal.Grants;

/**
 * Words that something is allowed, but in another way than it should be.
 *
 * @param requester who
 * @param grants the ways
 * @param demanded the way that is none of them, as in {@code granted by RoleBinding dev/developers}
 */
record ShouldBeGranted(UserInfo requester, Grants grants, String demanded) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting " + Who.of(requester),
                "to be allowed to " + grants.answer().query(),
                demanded,
                "but " + found(),
                grants.ways().stream().map(way -> "  " + way).toList());
    }

    private String found() {
        if (!grants.answer().isAllowed()) {
            return "it is not allowed at all";
        }
        if (grants.isEmpty()) {
            return requester.isMaster()
                    ? "it is allowed to all in the group system:masters, by no binding"
                    : "no role and binding of the cluster allows it: another authorizer than RBAC does";
        }
        return "it is granted by:";
    }
}
