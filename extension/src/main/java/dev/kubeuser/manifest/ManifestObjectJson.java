package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import java.lang.reflect.Type;

/**
 * Objects of manifests in JSON, for another JVM: with the lines that they are on, and nothing else of their files, which
 * may hold secrets. The files have the names by which the JVM that reads them would know them.
 */
public final class ManifestObjectJson implements JsonSerializer<ManifestObject>, JsonDeserializer<ManifestObject> {

    private final ModuleDirectory module;

    /**
     * Of the objects that a module read.
     *
     * @param module which
     */
    public ManifestObjectJson(ModuleDirectory module) {
        this.module = module;
    }

    @Override
    public JsonElement serialize(ManifestObject object, Type type, JsonSerializationContext context) {
        JsonObject json = new JsonObject();
        json.addProperty("file", object.origin().file());
        json.addProperty("number", object.origin().object());
        json.addProperty("source", String.join("\n", object.source()));
        json.addProperty("apiVersion", object.apiVersion());
        json.addProperty("kind", object.kind());
        json.addProperty("name", object.name());
        json.add("json", object.json());
        JsonArray lines = new JsonArray();
        object.located().allLines().forEach(lines::add);
        json.add("lines", lines);
        return json;
    }

    @Override
    public ManifestObject deserialize(JsonElement element, Type type, JsonDeserializationContext context) {
        JsonObject json = element.getAsJsonObject();
        LocatedJson located = LocatedJson.of(
                json.get("json"),
                json.getAsJsonArray("lines").asList().stream()
                        .map(JsonElement::getAsInt)
                        .toList());
        // Where the other lines of the file were, there is nothing.
        String text = "\n".repeat(located.line() - 1) + json.get("source").getAsString();
        return new ManifestObject(
                new SourceFile(ModuleDirectory.current().rename(json.get("file").getAsString(), module), text),
                json.get("number").getAsInt(),
                located,
                json.get("apiVersion").getAsString(),
                json.get("kind").getAsString(),
                json.get("name").getAsString());
    }
}
