package dev.kubeuser.authorizer.internal;

/**
 * What a webhook authorizer decided, so that no later one of the chain was asked.
 *
 * @param authorizer its name in the chain
 * @param isAllowed yes or no
 * @param reason why
 */
public record WebhookDecision(String authorizer, boolean isAllowed, String reason) {}
