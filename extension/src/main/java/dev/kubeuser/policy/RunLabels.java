package dev.kubeuser.policy;

import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** The label that says which run made an object, so that what a killed run left is found by a label selector. */
final class RunLabels {

    static final String KEY = "kubeuser.dev/run";
    private static final String RUN = UUID.randomUUID().toString();

    private RunLabels() {}

    static void putOn(JsonObject object) {
        JsonObject metadata = object.getAsJsonObject("metadata");
        if (!(metadata.get("labels") instanceof JsonObject)) {
            metadata.add("labels", new JsonObject());
        }
        metadata.getAsJsonObject("labels").addProperty(KEY, RUN);
    }

    static boolean areOn(JsonObject live) {
        return run(live).isPresent();
    }

    /** The other run that made a live object, if one did. */
    static Optional<String> foreignRun(JsonObject live) {
        return run(live).filter(run -> !run.equals(RUN));
    }

    private static Optional<String> run(JsonObject live) {
        JsonObject labels = live.getAsJsonObject("metadata").getAsJsonObject("labels");
        return labels == null || !labels.has(KEY)
                ? Optional.empty()
                : Optional.of(labels.get(KEY).getAsString());
    }
}
