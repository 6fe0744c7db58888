package dev.kubeuser.mutants.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.mutants.MutationOperator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The mutations of a parameter of policies of admission: a limit that is one off, a switch that is the wrong way, a list
 * that lacks something.
 */
final class ParameterMutations {

    private static final Set<String> NOT_CONTENT = Set.of("apiVersion", "kind", "metadata", "status");

    /** A ConfigMap has only texts. */
    private static final Pattern INTEGER = Pattern.compile("\\d{1,18}");

    private final JsonEdits edits;

    private ParameterMutations(JsonEdits edits) {
        this.edits = edits;
    }

    static void addTo(JsonEdits edits, ManifestObject parameter) {
        ParameterMutations all = new ParameterMutations(edits);
        parameter.json().entrySet().stream()
                .filter(part -> !NOT_CONTENT.contains(part.getKey()))
                .forEach(part -> all.addOf(JsonPlace.of(part.getKey()), part.getValue()));
    }

    /** Whether a binding of a policy names an object as a parameter. */
    static boolean isNamed(ManifestObject object, List<ManifestObject> all) {
        return all.stream()
                .filter(binding -> binding.kind().endsWith("AdmissionPolicyBinding"))
                .map(binding -> JsonParts.object(binding.json(), "spec"))
                .anyMatch(spec -> names(JsonParts.object(spec, "paramRef"), object)
                        && isOfKind(object, JsonParts.text(spec, "policyName"), all));
    }

    private static boolean names(JsonObject reference, ManifestObject object) {
        String name = JsonParts.text(reference, "name");
        String namespace = JsonParts.text(reference, "namespace");
        boolean isThere = namespace.isEmpty()
                || object.namespace().filter(namespace::equals).isPresent();
        if (!name.isEmpty()) {
            return isThere && object.name().equals(name);
        }
        JsonObject labels = JsonParts.object(JsonParts.object(object.json(), "metadata"), "labels");
        return reference.has("selector")
                && isThere
                && labels.entrySet()
                        .containsAll(JsonParts.object(JsonParts.object(reference, "selector"), "matchLabels")
                                .entrySet());
    }

    private static boolean isOfKind(ManifestObject object, String policy, List<ManifestObject> all) {
        return all.stream()
                .filter(each ->
                        each.kind().endsWith("AdmissionPolicy") && each.name().equals(policy))
                .map(each -> JsonParts.object(JsonParts.object(each.json(), "spec"), "paramKind"))
                .anyMatch(kind -> JsonParts.text(kind, "kind").equals(object.kind())
                        && JsonParts.text(kind, "apiVersion").equals(object.apiVersion()));
    }

    private void addOf(JsonPlace place, JsonElement value) {
        if (value instanceof JsonObject object) {
            object.entrySet().forEach(entry -> addOf(place.at(entry.getKey()), entry.getValue()));
        } else if (value instanceof JsonArray) {
            edits.each(place, (item, dropped) -> {
                boolean isValue = dropped.isJsonPrimitive();
                edits.remove(
                        MutationOperator.CHANGE_PARAMETER, item, "without " + item + (isValue ? " " + dropped : ""));
                if (!isValue) {
                    addOf(item, dropped);
                }
            });
        } else if (value instanceof JsonPrimitive primitive) {
            addOfPrimitive(place, primitive);
        }
    }

    private void addOfPrimitive(JsonPlace place, JsonPrimitive value) {
        String text = value.getAsString();
        if (text.equals("true") || text.equals("false")) {
            replace(place, value, new JsonPrimitive(text.equals("false")));
        } else if (INTEGER.matcher(text).matches()) {
            long number = Long.parseLong(text);
            replace(place, value, new JsonPrimitive(number - 1));
            replace(place, value, new JsonPrimitive(number + 1));
        }
    }

    private void replace(JsonPlace place, JsonPrimitive value, JsonPrimitive other) {
        JsonPrimitive written = value.isString() ? new JsonPrimitive(other.getAsString()) : other;
        edits.replace(
                MutationOperator.CHANGE_PARAMETER,
                place,
                written,
                "with " + place + " " + written + " instead of " + value);
    }
}
