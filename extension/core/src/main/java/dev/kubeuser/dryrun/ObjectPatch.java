package dev.kubeuser.dryrun;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ConfigurationDocument;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;

/**
 * A JSON patch or a JSON merge patch.
 *
 * @param json a list of operations, or an object
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply">Patch and apply</a>
 */
record ObjectPatch(JsonElement json) {

    private static final MediaType JSON_PATCH = MediaType.get("application/json-patch+json");
    private static final MediaType MERGE_PATCH = MediaType.get("application/merge-patch+json");

    static ObjectPatch parse(String text) {
        List<ConfigurationDocument> documents = ConfigurationDocument.parse("patch", text);
        if (documents.size() == 1 && isPatch(documents.get(0).json())) {
            return new ObjectPatch(documents.get(0).json());
        }
        throw new IllegalArgumentException(
                "A patch is a list of operations, as in [{op: remove, path: /data/bread}], or an"
                        + " object to merge, as in {data: {bread: null}}");
    }

    private static boolean isPatch(JsonElement json) {
        return json instanceof JsonObject
                || (json instanceof JsonArray operations
                        && !operations.isEmpty()
                        && operations.asList().stream().allMatch(JsonElement::isJsonObject));
    }

    RequestBody body() {
        return RequestBody.create(json.toString(), json instanceof JsonArray ? JSON_PATCH : MERGE_PATCH);
    }
}
