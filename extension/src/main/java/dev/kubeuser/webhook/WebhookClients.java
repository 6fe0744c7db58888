package dev.kubeuser.webhook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.AdmissionWebhooks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks that an object of a manifest makes the API server call.
 *
 * @param json a copy of the object
 * @param configs its {@code clientConfig}s
 */
record WebhookClients(JsonObject json, List<JsonObject> configs) {

    private static final String CONFIG = "clientConfig";
    private static final String SERVICE = "service";

    static WebhookClients of(ManifestObject object) {
        JsonObject json = object.json();
        List<JsonObject> configs = new ArrayList<>();
        if (AdmissionWebhooks.areIn(object)) {
            if (json.get("webhooks") instanceof JsonArray webhooks) {
                webhooks.forEach(webhook -> add(configs, webhook));
            }
        } else if (object.group().equals("apiextensions.k8s.io")
                && object.kind().equals("CustomResourceDefinition")) {
            add(configs, part(part(part(json, "spec"), "conversion"), "webhook"));
        }
        return new WebhookClients(json, configs);
    }

    private static void add(List<JsonObject> configs, @Nullable JsonElement webhook) {
        if (part(webhook, CONFIG) instanceof JsonObject config) {
            configs.add(config);
        }
    }

    private static @Nullable JsonElement part(@Nullable JsonElement whole, String key) {
        return whole instanceof JsonObject object ? object.get(key) : null;
    }

    /** Makes those that name a service call an endpoint. Returns whether there are any. */
    boolean redirect(WebhookEndpoint endpoint) {
        List<JsonObject> ofServices =
                configs.stream().filter(config -> config.has(SERVICE)).toList();
        ofServices.forEach(config -> {
            String path =
                    part(config.remove(SERVICE), "path") instanceof JsonPrimitive given ? given.getAsString() : "/";
            config.addProperty("url", endpoint.url(path).toString());
            config.addProperty("caBundle", base64(endpoint.certificateAuthority()));
        });
        return !ofServices.isEmpty();
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
