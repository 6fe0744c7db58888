package dev.kubeuser.gitops;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.util.List;
import java.util.function.Predicate;

/**
 * An object that a text names.
 *
 * @param object of the manifests
 */
record NamedObject(ManifestObject object) {

    private static final String DEFAULT = "default";

    /** The kind is for messages; the name may begin with a namespace and a slash. */
    static NamedObject find(Manifests manifests, Predicate<ManifestObject> isOfKind, String kind, String name) {
        List<NamedObject> found = manifests.objects().stream()
                .filter(isOfKind)
                .map(NamedObject::new)
                .filter(each ->
                        name.equals(each.object.name()) || name.equals(each.namespace() + "/" + each.object.name()))
                .toList();
        if (found.isEmpty()) {
            throw new ManifestException("The manifests have no " + kind + " " + name + ". There are: "
                    + manifests.objects().stream().filter(isOfKind).toList());
        }
        if (found.size() > 1) {
            throw new ManifestException("The manifests have more than one " + kind + " " + name + ": "
                    + found.stream().map(NamedObject::object).toList() + ". Name the namespace and the kind too");
        }
        return found.get(0);
    }

    String namespace() {
        return object.namespace().orElse(DEFAULT);
    }

    String kindAndName() {
        return object.kind() + " " + namespace() + "/" + object.name();
    }

    /** A text of its fields; empty if it is missing. */
    String text(String... path) {
        return text(object.json(), path);
    }

    static String text(JsonObject json, String... path) {
        JsonElement found = json;
        for (String key : path) {
            found = found instanceof JsonObject parent ? parent.get(key) : null;
        }
        return found == null || !found.isJsonPrimitive() ? "" : found.getAsString();
    }

    ManifestException error(String path, String message) {
        return new ManifestException(object.nearestOrigin(path) + ": " + kindAndName() + " " + message);
    }
}
