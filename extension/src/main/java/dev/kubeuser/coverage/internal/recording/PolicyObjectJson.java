package dev.kubeuser.coverage.internal.recording;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import dev.kubeuser.manifest.ManifestObject;
import io.kubernetes.client.openapi.JSON;
import java.lang.reflect.Type;

/** Writes and reads policy objects as JSON: as the API server would get them, and as they were written. */
final class PolicyObjectJson implements JsonSerializer<PolicyObject>, JsonDeserializer<PolicyObject> {

    @Override
    public JsonElement serialize(PolicyObject object, Type type, JsonSerializationContext context) {
        JsonObject json = new JsonObject();
        json.add("object", JsonParser.parseString(JSON.serialize(object.object())));
        json.add("source", context.serialize(object.source(), ManifestObject.class));
        return json;
    }

    @Override
    public PolicyObject deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
        JsonObject parts = json.getAsJsonObject();
        ManifestObject source = context.deserialize(parts.get("source"), ManifestObject.class);
        return PolicyObject.of(source, parts.getAsJsonObject("object"));
    }
}
