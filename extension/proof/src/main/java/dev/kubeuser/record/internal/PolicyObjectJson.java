package dev.kubeuser.record.internal;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import dev.kubeuser.manifest.ManifestObject;
import java.lang.reflect.Type;

/** Writes and reads policy objects as JSON: as they were written, with the namespace in which they were applied. */
final class PolicyObjectJson implements JsonSerializer<PolicyObject>, JsonDeserializer<PolicyObject> {

    @Override
    public JsonElement serialize(PolicyObject object, Type type, JsonSerializationContext context) {
        JsonObject json = new JsonObject();
        if (!object.namespace().isEmpty()) {
            json.addProperty("namespace", object.namespace());
        }
        json.add("source", context.serialize(object.source(), ManifestObject.class));
        return json;
    }

    @Override
    public PolicyObject deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
        JsonObject parts = json.getAsJsonObject();
        ManifestObject source = context.deserialize(parts.get("source"), ManifestObject.class);
        String namespace = parts.has("namespace") ? parts.get("namespace").getAsString() : "";
        if (namespace.isEmpty() && !source.kind().startsWith("Cluster")) {
            throw new JsonParseException("a " + source.kind() + " has no namespace");
        }
        return PolicyObject.of(source, namespace)
                .orElseThrow(() -> new JsonParseException("a " + source.kind() + " is not of a policy"));
    }
}
