// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the objects of one file, including those in lists. */
final class ObjectReader {

    private static final String LIST = "List";
    private static final List<String> NAMES = List.of("name", "namespace");
    private static final List<String> OF_POLICY = List.of("rules", "subjects", "roleRef");
    private static final List<String> TEXTS = List.of("namespace", "labels", "annotations");
    private static final String RBAC = "rbac.authorization.k8s.io/";
    private static final String OF_OPENSHIFT = "authorization.openshift.io/";
    private static final List<String> NAMESPACED = List.of("Role", "RoleBinding");
    private static final String KUSTOMIZE = "kustomize.config.k8s.io/";

    private final SourceFile file;
    private final String namespace;
    private final List<String> notes;
    private final boolean isTemplate;
    private final List<ManifestObject> objects = new ArrayList<>();

    private ObjectReader(SourceFile file, String namespace, List<String> notes) {
        this.notes = notes;
        this.file = file;
        this.namespace = namespace;
        this.isTemplate = SourceFile.isTemplate(file.text());
    }

    static List<ManifestObject> read(SourceFile file) {
        return read(file, "", new ArrayList<>());
    }

    /**
     * Reads a file.
     *
     * @param namespace where roles and bindings are that name no namespace; empty to leave it open
     * @param notes takes what is read as something else
     */
    static List<ManifestObject> read(SourceFile file, String namespace, List<String> notes) {
        ObjectReader reader = new ObjectReader(file, namespace, notes);
        new YamlReader(file).forEach(document -> {
            if (!document.located().json().isJsonNull()) {
                reader.add(document, document.located(), null);
            }
        });
        return reader.toldApart();
    }

    /** Objects that begin on one line, as those of a list that a program wrote, are named in its place. */
    private List<ManifestObject> toldApart() {
        Map<Integer, Long> byLine = objects.stream()
                .collect(Collectors.groupingBy(object -> object.located().line(), Collectors.counting()));
        return objects.stream()
                .map(object -> byLine.getOrDefault(object.located().line(), 1L) > 1 ? object.named() : object)
                .toList();
    }

    private void add(YamlDocument document, LocatedJson located, @Nullable JsonObject list) {
        if (!(located.json() instanceof JsonObject object)) {
            throw malformed(located, "expected a Kubernetes object with apiVersion, kind and metadata");
        }
        if (list != null) {
            takeTypeOf(list, object);
        }
        readAsTwin(located, object);
        String apiVersion = requireText(located, object, "apiVersion");
        String kind = requireText(located, object, "kind");
        if (kind.endsWith(LIST) && object.get("items") != null) {
            unfold(document, located, object);
        } else {
            place(object, apiVersion, kind);
            requireName(located, object, apiVersion, kind);
            ManifestObject read = new ManifestObject(file, objects.size(), located, document.text(object));
            if (isTemplate) {
                requireFilledIn(read);
            }
            RbacFields.check(read);
            if (file.bundle() == null) {
                ClusterServiceVersion.requireNoPermissions(read);
            }
            objects.add(read);
        }
    }

    /** OpenShift serves roles and bindings in a group of its own, too, and stores them as those of RBAC. */
    private void readAsTwin(LocatedJson located, JsonObject object) {
        if (object.get("apiVersion") instanceof JsonPrimitive version
                && version.getAsString().startsWith(OF_OPENSHIFT)
                && object.get("kind") instanceof JsonPrimitive kind
                && RbacFields.isKind(kind.getAsString().replaceFirst("List$", ""))) {
            object.addProperty("apiVersion", RBAC + "v1");
            notes.add(file.at(located.line()) + ": the " + kind.getAsString() + " of " + version.getAsString()
                    + " is read as that of " + RBAC + "v1, as OpenShift stores it");
        }
    }

    private void place(JsonObject object, String apiVersion, String kind) {
        if (!namespace.isEmpty()
                && apiVersion.startsWith(RBAC)
                && NAMESPACED.contains(kind)
                && object.get("metadata") instanceof JsonObject metadata
                && !metadata.has("namespace")) {
            metadata.addProperty("namespace", namespace);
        }
    }

    /** Checks only names and rules. Elsewhere a template may be intended: Prometheus alerts contain templates. */
    private void requireFilledIn(ManifestObject object) {
        LocatedJson located = object.located();
        LocatedJson metadata = located.part(located.json().getAsJsonObject().get("metadata"));
        NAMES.forEach(name -> requireFilledIn(metadata, name));
        if (RbacFields.areIn(object)) {
            OF_POLICY.forEach(part -> requireFilledIn(located, part));
        }
    }

    private void requireFilledIn(LocatedJson whole, String key) {
        JsonElement part = whole.json().getAsJsonObject().get(key);
        if (part != null) {
            whole.part(part)
                    .all()
                    .filter(each ->
                            each.json() instanceof JsonPrimitive text && SourceFile.isTemplate(text.getAsString()))
                    .findFirst()
                    .ifPresent(template -> {
                        throw malformed(template, template.json() + " is not filled in");
                    });
        }
    }

    private void unfold(YamlDocument document, LocatedJson located, JsonObject list) {
        if (!list.get("items").isJsonArray()) {
            if (!list.get("items").isJsonNull()) {
                throw malformed(located, "the items of a " + list.get("kind").getAsString() + " must be a list");
            }
            return;
        }
        LocatedJson items = located.part(list.get("items"));
        list.getAsJsonArray("items").forEach(item -> add(document, items.part(item), list));
    }

    /** The API server leaves apiVersion and kind out of the items of a typed list, such as a RoleList. */
    private static void takeTypeOf(JsonObject list, JsonObject item) {
        String kind = list.get("kind").getAsString();
        if (!kind.equals(LIST) && !item.has("kind") && !item.has("apiVersion")) {
            item.add("apiVersion", list.get("apiVersion"));
            item.addProperty("kind", kind.substring(0, kind.length() - LIST.length()));
        }
    }

    private void requireName(LocatedJson located, JsonObject object, String apiVersion, String kind) {
        if (apiVersion.startsWith(KUSTOMIZE)) {
            throw malformed(located, "a " + kind + " is input of kustomize: apply the output of \"kustomize build\"");
        }
        if (!(object.get("metadata") instanceof JsonObject metadata)) {
            throw malformed(located, "the " + kind + " has no metadata");
        }
        if (!metadata.has("name") && metadata.has("generateName")) {
            throw malformed(located, "the " + kind + " has a generateName but no name: give it a name");
        }
        requireTexts(located.part(metadata));
        requireText(located, metadata, "name");
    }

    /** A namespace, label or annotation such as {@code no} is a boolean, which the API server does not read as text. */
    private void requireTexts(LocatedJson metadata) {
        metadata.json().getAsJsonObject().entrySet().stream()
                .filter(field -> TEXTS.contains(field.getKey()))
                .forEach(field -> {
                    LocatedJson part = metadata.part(field.getValue());
                    if (field.getValue() instanceof JsonObject texts) {
                        texts.entrySet().forEach(each -> requireTextOrNull(each.getKey(), part.part(each.getValue())));
                    } else {
                        requireTextOrNull(field.getKey(), part);
                    }
                });
    }

    private void requireTextOrNull(String key, LocatedJson value) {
        if (value.json() instanceof JsonPrimitive scalar && !scalar.isString()) {
            throw malformed(value, "the object's " + key + " is not text: " + scalar + "; quote it");
        }
    }

    private String requireText(LocatedJson located, JsonObject object, String key) {
        JsonElement value = object.get(key);
        boolean text = value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isString()
                && !value.getAsString().isEmpty();
        if (!text) {
            throw malformed(
                    located,
                    value == null || value.isJsonNull()
                            ? "the object has no " + key
                            : "the object's " + key + " is not text: " + value + "; quote it");
        }
        return value.getAsString();
    }

    private ManifestException malformed(LocatedJson located, String problem) {
        return file.malformed(located.line(), problem);
    }
}
