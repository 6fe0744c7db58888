package dev.kubeuser.dryrun;

import com.google.gson.JsonObject;
import dev.kubeuser.discovery.internal.ObjectKind;
import dev.kubeuser.review.AccessQuery;

/**
 * An object that has only what every object must have.
 *
 * @param kind of what kind
 * @param query what says its name and namespace
 */
record SmallestObject(ObjectKind kind, AccessQuery query) {

    String json() {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", ResourceUrl.nameIn(query));
        query.namespace().ifPresent(namespace -> metadata.addProperty("namespace", namespace));
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", kind.apiVersion());
        object.addProperty("kind", kind.kind());
        object.add("metadata", metadata);
        return object.toString();
    }
}
