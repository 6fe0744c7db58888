package dev.kubeuser.assertion;

import dev.kubeuser.rbac.UserInfo;

/** Words who is asked about. */
final class Who {

    private Who() {}

    /** For example {@code user "alice" [developers, system:authenticated]}. */
    static String of(UserInfo requester) {
        return requester.name().isEmpty() ? "any user " + requester.groups() : "user " + requester;
    }
}
