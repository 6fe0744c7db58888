// SPDX-License-Identifier: Apache-2.0
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
import com.google.gson.annotations.JsonAdapter;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.rbac.Origin;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * One Kubernetes object of a manifest, with the file and line of each part: {@link #origin(String)} returns where a
 * rule of a Role is written. Immutable and thread-safe.
 */
@JsonAdapter(ManifestObject.AsJson.class)
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ManifestObject {

    private final SourceFile file;
    private final int number;
    private final LocatedJson located;
    private final YamlDocument.Excerpt source;
    private final boolean isNamed;

    /**
     * The JSON has API version, kind and name. The number is the object's index in the file, from 0; the source is its
     * own text there.
     */
    ManifestObject(SourceFile file, int number, LocatedJson located, YamlDocument.Excerpt source) {
        this(file, number, located, source, file.isStandardInput());
    }

    private ManifestObject(
            SourceFile file, int number, LocatedJson located, YamlDocument.Excerpt source, boolean isNamed) {
        this.file = file;
        this.number = number;
        this.located = located;
        this.source = source;
        this.isNamed = isNamed;
    }

    /** Its places name it: another object begins on its line. */
    ManifestObject named() {
        return new ManifestObject(file, number, located, source, true);
    }

    /**
     * {@return the group and version, for example {@code rbac.authorization.k8s.io/v1}; {@code v1} for the core group}
     */
    public String apiVersion() {
        return raw().get("apiVersion").getAsString();
    }

    /** {@return the kind, for example {@code ClusterRole}; never a list} */
    public String kind() {
        return raw().get("kind").getAsString();
    }

    /**
     * {@return the namespace in the manifest; empty for a cluster-scoped object, and for an object that goes into the
     * default namespace}
     */
    public Optional<String> namespace() {
        JsonElement namespace = raw().getAsJsonObject("metadata").get("namespace");
        return Optional.ofNullable(namespace)
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString);
    }

    /** {@return the name} */
    public String name() {
        return raw().getAsJsonObject("metadata").get("name").getAsString();
    }

    /** {@return a copy of the object, as kubectl would send it} */
    public JsonObject json() {
        return raw().deepCopy();
    }

    LocatedJson located() {
        return located;
    }

    private JsonObject raw() {
        return located.json().getAsJsonObject();
    }

    /** {@return the file and line where the object begins} */
    public Origin origin() {
        return at(located.line());
    }

    /**
     * {@return the line of a part, from 1; for a key of a mapping, the line of the key}
     *
     * @param path a JSON path within the object, for example {@code rules[2]}, {@code rules[2].verbs[0]} or
     *     {@code metadata.labels["app.kubernetes.io/name"]}; empty for the object itself
     * @throws IllegalArgumentException if nothing is at the path
     */
    @API(status = API.Status.INTERNAL)
    public int line(String path) {
        return located.line(path);
    }

    /**
     * {@return the file and line of a part}
     *
     * @param path as for {@link #line(String)}
     * @throws IllegalArgumentException if nothing is at the path
     */
    public Origin origin(String path) {
        return at(line(path));
    }

    private Origin at(int line) {
        Origin place = file.at(line, number);
        return isNamed ? place.in(title()) : place;
    }

    /**
     * {@return the file and line of a part; if it is missing, of the innermost part that would hold it}
     *
     * @param path as for {@link #line(String)}
     */
    @API(status = API.Status.INTERNAL)
    public Origin nearestOrigin(String path) {
        return at(located.nearestLine(path));
    }

    /** Another object, as if it were written here. */
    ManifestObject with(JsonObject other) {
        return new ManifestObject(
                file,
                number,
                new LocatedJson(other, located.line(), new IdentityHashMap<>()),
                YamlDocument.Excerpt.of(""),
                isNamed);
    }

    /**
     * {@return only this object's lines, with placeholders filled in, starting at the line of {@link #origin()},
     * without what else stands on the first and the last of them; for an object on a single line, its JSON}
     */
    @API(status = API.Status.INTERNAL)
    public List<String> source() {
        String text = source.alone();
        return text.indexOf('\n') < 0 ? List.of(raw().toString()) : text.lines().toList();
    }

    /** {@return the name of the whole file, or of the chart or kustomization that was rendered} */
    @API(status = API.Status.INTERNAL)
    public String fileName() {
        return file.name();
    }

    /**
     * {@return the whole file that objects are from, as written or rendered, with its placeholders. Of objects that
     * another JVM read it is the file of the checkout, if its roles and bindings are the same; otherwise empty}
     *
     * @param objects the roles and bindings of one file, at least one
     */
    @API(status = API.Status.INTERNAL)
    public static Optional<String> fileText(List<ManifestObject> objects) {
        ManifestObject first = objects.get(0);
        if (first.file.unfilled() != null || first.file.rendering() != null) {
            return Optional.ofNullable(first.file.unfilled());
        }
        return CheckedOutFile.named(first.file.name())
                .filter(file -> file.says(objects))
                .map(CheckedOutFile::text);
    }

    SourceFile file() {
        return file;
    }

    /**
     * {@return what distinguishes the file's roles and bindings, and their lines, from those that another JVM read in a
     * file of the same name; empty for an object that this JVM read itself, and for what was rendered}
     */
    @API(status = API.Status.INTERNAL)
    public Optional<String> digest() {
        return Optional.ofNullable(file.digest());
    }

    /** {@return the API group, for example {@code apps}; empty for the core group} */
    @API(status = API.Status.INTERNAL)
    public String group() {
        String version = apiVersion();
        return version.substring(0, Math.max(0, version.indexOf('/')));
    }

    /** Kind, namespace and name, for example {@code Role dev/readers}. */
    String title() {
        return Printable.text(kind() + " " + namespace().map(own -> own + "/").orElse("") + name());
    }

    /** Kind, namespace, name and origin. */
    @Override
    public String toString() {
        return title() + " (" + origin() + ")";
    }

    /**
     * Writes an object for another JVM: its JSON and its own lines. Omits the rest of the file, which may hold secrets.
     * Names the file as seen from the root of the checkout; the JVM that reads it, as seen from its own module, as if
     * that file were in its own checkout. One instance per record.
     */
    static final class AsJson implements JsonSerializer<ManifestObject>, JsonDeserializer<ManifestObject> {

        private static final int MAX_LINES = 10_000_000;

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
            json.addProperty("file", recorded(file));
            json.addProperty("number", object.origin().object());
            json.addProperty("rendering", object.origin().rendering());
            if (object.isNamed) {
                json.addProperty("named", true);
            }
            json.addProperty("digest", digest(object));
            json.addProperty("source", String.join("\n", object.source()));
            json.add("json", object.json());
            JsonArray lines = new JsonArray();
            object.located().allLines().forEach(lines::add);
            json.add("lines", lines);
            origins(object).ifPresent(origins -> json.add("origins", origins));
            return json;
        }

        /** Where its lines were written, if they were made from other files. */
        private Optional<JsonArray> origins(ManifestObject object) {
            SourceFile.Rendering rendering = object.file().rendering();
            if (rendering == null || rendering.origins().isEmpty()) {
                return Optional.empty();
            }
            JsonArray origins = new JsonArray();
            object.located().allLines().stream().distinct().forEach(line -> {
                Origin written = object.at(line);
                JsonObject json = new JsonObject();
                json.addProperty("rendered", line);
                json.addProperty("file", recorded(written.file()));
                json.addProperty("line", written.line());
                origins.add(json);
            });
            return Optional.of(origins);
        }

        private String recorded(String file) {
            return checkout.map(root -> here.recorded(file, root)).orElse(file);
        }

        /**
         * Returns what distinguishes the file from another; {@code null} for what was rendered, with values that may
         * differ.
         */
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
                    rendering(json),
                    null,
                    json.has("digest") ? requireText(json, "digest") : null,
                    null);
            ManifestObject read = new ManifestObject(
                    file,
                    number(json.get("number"), 0),
                    LocatedJson.of(object, lines),
                    YamlDocument.Excerpt.of(requireText(json, "source")),
                    json.has("named"));
            RbacFields.check(read);
            return read;
        }

        private SourceFile.@Nullable Rendering rendering(JsonObject json) {
            if (!json.has("origins")) {
                return json.has("rendering") ? SourceFile.Rendering.plain(requireText(json, "rendering")) : null;
            }
            NavigableMap<Integer, Origin> origins = new TreeMap<>();
            for (JsonElement each : json.getAsJsonArray("origins")) {
                JsonObject origin = each.getAsJsonObject();
                origins.put(
                        number(origin.get("rendered"), 1),
                        Origin.of(
                                here.rename(requireText(origin, "file"), other(json)), number(origin.get("line"), 1)));
            }
            return SourceFile.Rendering.of("another JVM", origins);
        }

        /** Returns the name of the file as seen from here, which is not that of the directory of this module. */
        private String file(JsonObject json) {
            String file = here.rename(requireText(json, "file"), other(json));
            if (!json.has("rendering") && here.path().startsWith(here.locate(file))) {
                throw new JsonParseException("an object of the policy names no file");
            }
            return file;
        }

        /** Returns the module whose JVM read the object. */
        private ModuleDirectory other(JsonObject json) {
            return new ModuleDirectory(checkout.orElse(here.path()).resolve(requireText(json, "module")));
        }

        private static String requireText(JsonObject json, String key) {
            if (json.get(key) instanceof JsonPrimitive text && text.isString()) {
                return text.getAsString();
            }
            throw new JsonParseException("an object of the policy has no " + key);
        }

        /** The number of a line, or of an object in a file. */
        private static int number(JsonElement json, int least) {
            int number = json.getAsInt();
            if (number < least || number > MAX_LINES) {
                throw new JsonParseException("an object of the policy is in line " + number);
            }
            return number;
        }
    }
}
