package dev.kubeuser.review.internal;

import dev.kubeuser.authorizer.internal.WebhookDecision;
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
        return webhook(user)
                .map(webhook -> "the webhook authorizer \"" + webhook + "\"")
                .or(() -> Optional.of(ANOTHER)
                        .filter(other -> hasDecided())
                        .filter(other -> answer.isDenied() || !answer.reason().isEmpty()));
    }

    /** Returns the name of the webhook that decided; empty if none did, or if it cannot be told. */
    Optional<String> webhook(Supplier<UserInfo> user) {
        return cluster.authorizers()
                .filter(webhooks -> hasDecided())
                .flatMap(webhooks -> webhooks.decision(
                                user.get(), answer.query().attributes())
                        .filter(decision -> decision.isAllowed() == answer.isAllowed())
                        .map(WebhookDecision::authorizer)
                        .or(() -> answer.isDenied() ? webhooks.failed(answer.evaluationError()) : Optional.empty()));
    }

    private boolean hasDecided() {
        return answer.isAllowed() ? !answer.reason().startsWith(RBAC) : answer.isDenied();
    }
}
