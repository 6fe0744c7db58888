package dev.kubeuser.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.rbac.Origin;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One Kubernetes object of a manifest, as it is written there, and where: {@link #line(String)} tells the line of any
 * part, for example of one rule of a Role. Immutable.
 */
public final class ManifestObject {

    private final SourceFile file;
    private final int number;
    private final LocatedJson located;
    private final String apiVersion;
    private final String kind;
    private final String name;

    /** Of JSON that has all three; the number is that among the objects of the file, from 0. */
    ManifestObject(SourceFile file, int number, LocatedJson located, String apiVersion, String kind, String name) {
        this.file = file;
        this.number = number;
        this.located = located;
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.name = name;
    }

    /**
     * {@return group and version, for example {@code rbac.authorization.k8s.io/v1}; {@code v1} for the core group}
     */
    public String apiVersion() {
        return apiVersion;
    }

    /**
     * {@return the kind, for example {@code ClusterRole}; never a list}
     */
    public String kind() {
        return kind;
    }

    /**
     * {@return the namespace in the manifest; empty if there is none, as for cluster-scoped objects and for those that go into the default namespace}
     */
    public Optional<String> namespace() {
        JsonElement namespace = raw().getAsJsonObject("metadata").get("namespace");
        return Optional.ofNullable(namespace)
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString);
    }

    /**
     * {@return the name}
     */
    public String name() {
        return name;
    }

    /**
     * {@return a copy of the object, as kubectl would send it}
     */
    public JsonObject json() {
        return raw().deepCopy();
    }

    LocatedJson located() {
        return located;
    }

    private JsonObject raw() {
        return located.json().getAsJsonObject();
    }

    /**
     * {@return where the object begins}
     */
    public Origin origin() {
        return at(located.line());
    }

    /**
     * {@return the line of it, from 1; for a key of a mapping that of the key}
     *
     * @param path a JSON path within the object, for example {@code rules[2]}, {@code rules[2].verbs[0]} or
     *     {@code metadata.labels["app.kubernetes.io/name"]}; empty for the object itself
     * @throws IllegalArgumentException if the object has nothing there
     */
    public int line(String path) {
        return located.line(path);
    }

    /**
     * {@return where it is}
     *
     * @param path as for {@link #line(String)}
     * @throws IllegalArgumentException if the object has nothing there
     */
    public Origin origin(String path) {
        return at(line(path));
    }

    private Origin at(int line) {
        return new Origin(file.name(), line, number);
    }

    /** Where a path is, or the innermost part on the way to it, for what is missing has no line. */
    public Origin nearestOrigin(String path) {
        return at(located.nearestLine(path));
    }

    /** Another object, as if it were written in this place. */
    ManifestObject with(JsonObject other) {
        IdentityHashMap<JsonElement, Integer> lines = new IdentityHashMap<>();
        lines.put(other, located.line());
        return new ManifestObject(
                file,
                number,
                new LocatedJson(other, lines),
                other.get("apiVersion").getAsString(),
                other.get("kind").getAsString(),
                other.getAsJsonObject("metadata").get("name").getAsString());
    }

    /**
     * {@return its lines in the file, the first of them that of {@link #origin()}, with placeholders filled in; nothing
     * of other objects that may be there. Of an object on a single line, its JSON}
     */
    public List<String> source() {
        int first = located.line();
        int last = located.lastLine();
        return first == last
                ? List.of(raw().toString())
                : file.text().lines().skip(first - 1L).limit(last - first + 1L).toList();
    }

    /** The group alone; empty for the core group. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** Whether it is of a kind in a group, whatever the version. */
    public boolean is(String wantedGroup, String wantedKind) {
        return kind.equals(wantedKind) && group().equals(wantedGroup);
    }

    /** Kind, namespace and name, as {@code Role dev/readers}. */
    public String title(@Nullable String effectiveNamespace) {
        return kind + " " + (effectiveNamespace == null ? "" : effectiveNamespace + "/") + name;
    }

    /** Kind, namespace, name and origin. */
    @Override
    public String toString() {
        return title(namespace().orElse(null)) + " (" + origin() + ")";
    }
}
