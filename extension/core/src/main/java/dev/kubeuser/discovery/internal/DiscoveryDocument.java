package dev.kubeuser.discovery.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An {@code APIGroupDiscoveryList}.
 *
 * @param json as the server sent it
 */
record DiscoveryDocument(JsonObject json) {

    void forEach(Consumer<DiscoveredResource> action) {
        for (JsonElement group : array(json, "items")) {
            String name = text(group.getAsJsonObject().getAsJsonObject("metadata"), "name");
            for (JsonElement version : array(group.getAsJsonObject(), "versions")) {
                read(name, version.getAsJsonObject(), action);
            }
        }
    }

    private static void read(String group, JsonObject version, Consumer<DiscoveredResource> action) {
        String versionName = text(version, "version");
        for (JsonElement element : array(version, "resources")) {
            JsonObject json = element.getAsJsonObject();
            ResourceName name = new ResourceName(group, text(json, "resource"), "");
            boolean namespaced = text(json, "scope").equals("Namespaced");
            action.accept(resource(name, versionName, namespaced, json));
            for (JsonElement subresource : array(json, "subresources")) {
                JsonObject sub = subresource.getAsJsonObject();
                action.accept(resource(name.subresource(text(sub, "subresource")), versionName, namespaced, sub));
            }
        }
    }

    private static DiscoveredResource resource(ResourceName name, String version, boolean namespaced, JsonObject json) {
        ObjectKind objects = objects(name.group(), version, json);
        Set<String> aliases = strings(json, "shortNames");
        aliases.add(text(json, "singularResource"));
        aliases.add(objects.kind());
        return new DiscoveredResource(name, version, objects, namespaced, strings(json, "verbs"), aliases);
    }

    /** A responseKind without a version has the resource's own group and version. */
    private static ObjectKind objects(String group, String version, JsonObject json) {
        JsonObject written = json.has("responseKind") ? json.getAsJsonObject("responseKind") : new JsonObject();
        boolean own = text(written, "version").isEmpty();
        String objectGroup = own ? group : text(written, "group");
        String objectVersion = own ? version : text(written, "version");
        return new ObjectKind(
                objectGroup.isEmpty() ? objectVersion : objectGroup + "/" + objectVersion, text(written, "kind"));
    }

    private static Set<String> strings(JsonObject json, String key) {
        Set<String> strings = new LinkedHashSet<>();
        array(json, key).forEach(element -> strings.add(element.getAsString()));
        return strings;
    }

    private static JsonArray array(JsonObject json, String key) {
        return json.has(key) ? json.getAsJsonArray(key) : new JsonArray();
    }

    private static String text(JsonObject json, String key) {
        return json.has(key) ? json.get(key).getAsString() : "";
    }
}
