package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.lang.reflect.Type;
import java.nio.file.Path;

/**
 * Writes an object for another JVM: its JSON and its own lines. Omits the rest of the file, which may hold secrets. The
 * JVM that reads it names the file as seen from its own module.
 */
final class ManifestObjectJson implements JsonSerializer<ManifestObject>, JsonDeserializer<ManifestObject> {

    @Override
    public JsonElement serialize(ManifestObject object, Type type, JsonSerializationContext context) {
        JsonObject json = new JsonObject();
        json.addProperty("module", ModuleDirectory.current().path().toString());
        json.addProperty("file", object.origin().file());
        json.addProperty("number", object.origin().object());
        json.addProperty("rendering", object.origin().rendering());
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
        ModuleDirectory module = new ModuleDirectory(Path.of(json.get("module").getAsString()));
        LocatedJson located = LocatedJson.of(
                json.get("json"),
                json.getAsJsonArray("lines").asList().stream()
                        .map(JsonElement::getAsInt)
                        .toList());
        // Blank lines replace the lines before, so that line numbers stay correct.
        String text = "\n".repeat(located.line() - 1) + json.get("source").getAsString();
        JsonElement rendering = json.get("rendering");
        return new ManifestObject(
                new SourceFile(
                        ModuleDirectory.current().rename(json.get("file").getAsString(), module),
                        text,
                        rendering == null || rendering.isJsonNull() ? null : Rendering.plain(rendering.getAsString()),
                        null),
                json.get("number").getAsInt(),
                located,
                json.get("apiVersion").getAsString(),
                json.get("kind").getAsString(),
                json.get("name").getAsString());
    }
}
