package dev.kubeuser.apply;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import java.util.Map;
import java.util.Optional;

/**
 * Labels an object with the run that made it, so that the leftovers of a killed run can be found. The label for the
 * tool that manages an object stays the user's own.
 */
record RunLabels(Run run) {

    /** With the label in a manifest, the object would pass for another run's, or for a leftover of a killed run. */
    static void requireAbsent(ManifestObject object) {
        JsonElement labels = object.json().getAsJsonObject("metadata").get("labels");
        if (labels instanceof JsonObject written && written.has(Run.RUN_LABEL)) {
            throw new ManifestException(object.nearestOrigin("metadata.labels[\"" + Run.RUN_LABEL + "\"]") + ": the "
                    + object.kind() + " has the label " + Run.RUN_LABEL
                    + ", by which kubeuser knows what a test run made: remove it");
        }
    }

    void putOn(JsonObject object) {
        JsonObject metadata = object.getAsJsonObject("metadata");
        put(metadata, "labels", Map.of(Run.RUN_LABEL, run.id()));
        put(metadata, "annotations", run.annotations());
    }

    private static void put(JsonObject metadata, String kind, Map<String, String> added) {
        if (!(metadata.get(kind) instanceof JsonObject)) {
            metadata.add(kind, new JsonObject());
        }
        JsonObject entries = metadata.getAsJsonObject(kind);
        added.forEach(entries::addProperty);
    }

    static boolean areOn(JsonObject live) {
        return runOf(live).isPresent();
    }

    /** The other run that made a live object, if any. */
    Optional<String> foreignRun(JsonObject live) {
        return runOf(live).filter(other -> !other.equals(run.id()));
    }

    private static Optional<String> runOf(JsonObject live) {
        JsonObject labels = live.getAsJsonObject("metadata").getAsJsonObject("labels");
        return labels == null || !labels.has(Run.RUN_LABEL)
                ? Optional.empty()
                : Optional.of(labels.get(Run.RUN_LABEL).getAsString());
    }
}
