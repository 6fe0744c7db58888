package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes an object for another JVM: its JSON and its own lines. Omits the rest of the file, which may hold secrets. Names
 * the file as seen from the root of the checkout; the JVM that reads it, as seen from its own module, as if that file were
 * in its own checkout. Each is for one record.
 */
final class ManifestObjectJson implements JsonSerializer<ManifestObject>, JsonDeserializer<ManifestObject> {

    private static final int MOST_LINES = 10_000_000;

    private final ModuleDirectory here = ModuleDirectory.current();
    private final Optional<Path> checkout = here.checkout();
    private final Map<String, String> digests = new HashMap<>();

    @Override
    public JsonElement serialize(ManifestObject object, Type type, JsonSerializationContext context) {
        JsonObject json = new JsonObject();
        String file = object.origin().file();
        json.addProperty(
                "module",
                checkout.map(here::recorded).orElseGet(() -> here.path().toString()));
        json.addProperty("file", checkout.map(root -> here.recorded(file, root)).orElse(file));
        json.addProperty("number", object.origin().object());
        json.addProperty("rendering", object.origin().rendering());
        json.addProperty("digest", digest(object));
        json.addProperty("source", String.join("\n", object.source()));
        json.add("json", object.json());
        JsonArray lines = new JsonArray();
        object.located().allLines().forEach(lines::add);
        json.add("lines", lines);
        return json;
    }

    /** Returns what tells the file from another; {@code null} for what was rendered, with values that may differ. */
    private @Nullable String digest(ManifestObject object) {
        String text = object.origin().rendering() == null ? object.file().unfilled() : null;
        return text == null
                ? null
                : digests.computeIfAbsent(text, file -> new CheckedOutFile(object.fileName(), file).digest());
    }

    @Override
    public ManifestObject deserialize(JsonElement element, Type type, JsonDeserializationContext context) {
        JsonObject json = element.getAsJsonObject();
        JsonObject object = json.getAsJsonObject("json");
        requireText(object, "apiVersion");
        requireText(object, "kind");
        requireText(object.getAsJsonObject("metadata"), "name");
        List<Integer> lines = json.getAsJsonArray("lines").asList().stream()
                .map(line -> number(line, 1))
                .toList();
        SourceFile file = new SourceFile(
                file(json),
                "",
                json.has("rendering") ? SourceFile.Rendering.plain(requireText(json, "rendering")) : null,
                null,
                json.has("digest") ? requireText(json, "digest") : null);
        ManifestObject read = new ManifestObject(
                file,
                number(json.get("number"), 0),
                LocatedJson.of(object, lines),
                YamlDocument.Excerpt.of(requireText(json, "source")));
        RbacFields.check(read);
        return read;
    }

    /** Returns the name of the file as seen from here, which is not that of the directory of this module. */
    private String file(JsonObject json) {
        Path root = checkout.orElse(here.path());
        ModuleDirectory other = new ModuleDirectory(root.resolve(requireText(json, "module")));
        String file = here.rename(requireText(json, "file"), other);
        if (!json.has("rendering") && here.path().startsWith(here.locate(file))) {
            throw new JsonParseException("an object of the policy names no file");
        }
        return file;
    }

    private static String requireText(JsonObject json, String key) {
        if (json.get(key) instanceof JsonPrimitive text && text.isString()) {
            return text.getAsString();
        }
        throw new JsonParseException("an object of the policy has no " + key);
    }

    /** Of a line, or of an object in a file. */
    private static int number(JsonElement json, int least) {
        int number = json.getAsInt();
        if (number < least || number > MOST_LINES) {
            throw new JsonParseException("an object of the policy is in line " + number);
        }
        return number;
    }
}
