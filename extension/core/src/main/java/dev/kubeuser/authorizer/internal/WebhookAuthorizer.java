package dev.kubeuser.authorizer.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * A webhook of the chain.
 *
 * @param name its name in the file
 * @param deniesOnError whether a request is denied if the webhook fails
 * @param remembers how long the API server remembers answers instead of asking again; empty if it never does
 */
public record WebhookAuthorizer(String name, boolean deniesOnError, String remembers) {

    static WebhookAuthorizer of(String name, JsonObject webhook) {
        String allowed = remembered(webhook, "cacheAuthorizedRequests", "authorizedTTL", "5m");
        String others = remembered(webhook, "cacheUnauthorizedRequests", "unauthorizedTTL", "30s");
        String remembers = (allowed.isEmpty() ? "" : "allowed " + allowed)
                + (allowed.isEmpty() || others.isEmpty() ? "" : ", ")
                + (others.isEmpty() ? "" : "other answers " + others);
        return new WebhookAuthorizer(name, text(webhook, "failurePolicy", "").equals("Deny"), remembers);
    }

    private static String remembered(JsonObject webhook, String flag, String duration, String usual) {
        return text(webhook, flag, "true").equals("true") ? text(webhook, duration, usual) : "";
    }

    private static String text(JsonObject webhook, String key, String usual) {
        return webhook.get(key) instanceof JsonPrimitive value ? value.getAsString() : usual;
    }
}
