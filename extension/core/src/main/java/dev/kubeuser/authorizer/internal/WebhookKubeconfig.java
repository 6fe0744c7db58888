package dev.kubeuser.authorizer.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How the API server reaches a webhook.
 *
 * @param url the address
 * @param authority who signed the server's certificate, in PEM
 * @param token the API server's credential
 */
record WebhookKubeconfig(String url, String authority, String token) {

    private static final String CLUSTER = "cluster";
    private static final String USER = "user";
    private static final String NAME = "webhook";

    JsonObject json() {
        JsonObject config = new JsonObject();
        config.addProperty("apiVersion", "v1");
        config.addProperty("kind", "Config");
        config.add("clusters", named(CLUSTER, cluster()));
        config.add("users", named(USER, user()));
        config.add("contexts", named("context", context()));
        config.addProperty("current-context", NAME);
        return config;
    }

    private JsonObject cluster() {
        JsonObject cluster = new JsonObject();
        cluster.addProperty("server", url);
        cluster.addProperty(
                "certificate-authority-data",
                Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.US_ASCII)));
        return cluster;
    }

    private JsonObject user() {
        JsonObject user = new JsonObject();
        user.addProperty("token", token);
        return user;
    }

    private static JsonObject context() {
        JsonObject context = new JsonObject();
        context.addProperty(CLUSTER, NAME);
        context.addProperty(USER, NAME);
        return context;
    }

    private static JsonArray named(String kind, JsonObject value) {
        JsonObject entry = new JsonObject();
        entry.addProperty("name", NAME);
        entry.add(kind, value);
        JsonArray entries = new JsonArray();
        entries.add(entry);
        return entries;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return url;
    }
}
