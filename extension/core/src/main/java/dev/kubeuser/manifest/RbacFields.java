package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks roles and bindings for an old API version and misspelt fields. The API server rejects them without a hint:
 * with "field not declared in schema", or with no match for the kind.
 */
final class RbacFields {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String VERSION = GROUP + "/v1";
    private static final List<String> OF_RULE =
            List.of("apiGroups", "resources", "resourceNames", "nonResourceURLs", "verbs");
    private static final List<String> OF_ROLE_REF = List.of("apiGroup", "kind", "name");
    private static final List<String> OF_SUBJECT = List.of("apiGroup", "kind", "name", "namespace");

    private RbacFields() {}

    static boolean areIn(ManifestObject object) {
        return object.group().equals(GROUP);
    }

    /**
     * Checks an object of a manifest.
     *
     * @throws ManifestException with file and line if a role or binding has such a mistake
     */
    static void check(ManifestObject object) {
        if (!areIn(object)) {
            return;
        }
        if (!object.apiVersion().equals(VERSION)) {
            throw new ManifestException(object.origin("apiVersion") + ": no supported API server serves "
                    + object.apiVersion() + ", the version of " + object.title() + ": write apiVersion: " + VERSION);
        }
        JsonObject json = object.located().json().getAsJsonObject();
        checkEach(object, json, "rules", "a rule", OF_RULE);
        checkEach(object, json, "subjects", "a subject", OF_SUBJECT);
        if (json.get("roleRef") instanceof JsonObject roleRef) {
            check(object, roleRef, "roleRef", "a roleRef", OF_ROLE_REF);
        }
    }

    private static void checkEach(
            ManifestObject object, JsonObject json, String key, String what, List<String> fields) {
        if (json.get(key) instanceof JsonArray parts) {
            int index = 0;
            for (JsonElement part : parts) {
                if (part instanceof JsonObject written) {
                    check(object, written, key + "[" + index + "]", what, fields);
                }
                index++;
            }
        }
    }

    private static void check(ManifestObject object, JsonObject part, String path, String what, List<String> fields) {
        for (String field : part.keySet()) {
            if (!fields.contains(field)) {
                throw new ManifestException(object.nearestOrigin(path + "[\"" + field + "\"]") + ": " + path + " of "
                        + object.title() + " has \"" + field + "\": "
                        + meant(field, fields)
                                .map(meant -> "did you mean \"" + meant + "\"?")
                                .orElseGet(() -> what + " has only " + String.join(", ", fields)));
            }
        }
    }

    /** The usual slips: singular for plural or vice versa, or wrong case. */
    private static Optional<String> meant(String field, List<String> fields) {
        String written = field.toLowerCase(Locale.ROOT);
        return fields.stream()
                .filter(known -> {
                    String good = known.toLowerCase(Locale.ROOT);
                    return good.equals(written) || good.equals(written + "s") || written.equals(good + "s");
                })
                .findFirst();
    }
}
