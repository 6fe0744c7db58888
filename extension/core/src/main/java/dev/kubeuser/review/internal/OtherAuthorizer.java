package dev.kubeuser.review.internal;

import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.rbac.UserInfo;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An authorizer besides RBAC that decided. The API server names none: RBAC is known by its reasons, a webhook by what this
 * JVM answered for it, and only webhooks say no. Those that say nothing allow nodes and masters.
 *
 * @param cluster the cluster
 * @param answer what the API server answered
 */
record OtherAuthorizer(ManagedCluster cluster, ReviewAnswer answer) {

    private static final String RBAC = "RBAC: ";
    private static final String ANOTHER = "another authorizer than RBAC";

    /** Returns it as in a message; empty if RBAC or one without words allowed it, or none decided. */
    Optional<String> decidedFor(Supplier<UserInfo> user) {
        if (answer.isAllowed()) {
            return answer.reason().startsWith(RBAC)
                    ? Optional.empty()
                    : byWebhook(user)
                            .or(() -> Optional.of(ANOTHER)
                                    .filter(other -> !answer.reason().isEmpty()));
        }
        return answer.isDenied()
                ? Optional.of(byWebhook(user)
                        .or(() -> cluster.authorizers()
                                .flatMap(webhooks -> webhooks.failed(answer.evaluationError()))
                                .map(OtherAuthorizer::named))
                        .orElse(ANOTHER))
                : Optional.empty();
    }

    private Optional<String> byWebhook(Supplier<UserInfo> user) {
        return cluster.authorizers()
                .flatMap(
                        webhooks -> webhooks.decision(user.get(), answer.query().attributes()))
                .filter(decision -> decision.isAllowed() == answer.isAllowed())
                .map(decision -> named(decision.authorizer()));
    }

    static String named(String webhook) {
        return "the webhook authorizer \"" + webhook + "\"";
    }
}
