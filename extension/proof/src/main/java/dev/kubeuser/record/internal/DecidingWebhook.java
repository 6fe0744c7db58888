package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import java.util.Optional;

/** Knows what webhook authorizers decided, which RBAC then did not. */
@FunctionalInterface
public interface DecidingWebhook {

    /** There is no webhook authorizer. */
    DecidingWebhook NONE = (user, request) -> Optional.empty();

    /** Returns the name of the webhook authorizer that decided about a request; empty if none did. */
    Optional<String> of(UserInfo user, RequestAttributes request);
}
