package dev.kubeuser.assertion;

import dev.kubeuser.policy.Requester;

/** Words who is asked about. */
final class Who {

    private Who() {}

    /** For example {@code user "alice" [developers, system:authenticated]}. */
    static String of(Requester requester) {
        return requester.name().isEmpty() ? "any user " + requester.groups() : "user " + requester;
    }
}
