package dev.kubeuser.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.discovery.internal.ClusterDiscovery;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ObjectKind;
import dev.kubeuser.manifest.ManifestException;
import java.time.Duration;

/** Waits until the API server serves the kinds that CustomResourceDefinitions define. */
final class CustomResources {

    private final ObjectRequests requests;
    private final ClusterDiscovery discovery;
    private final Duration timeout;

    CustomResources(ObjectRequests requests, ClusterDiscovery discovery, Duration timeout) {
        this.requests = requests;
        this.discovery = discovery;
        this.timeout = timeout;
    }

    void awaitServed(Target definition) {
        Deadline deadline = Deadline.in(timeout);
        if (!deadline.await(() -> isEstablished(requests.get(definition)))
                || !deadline.await(() -> isListed(definition))) {
            throw new ManifestException(definition + " was not served " + deadline
                    + " (kubeuser.policy-timeout). Its conditions: " + conditions(requests.get(definition)));
        }
    }

    private static boolean isEstablished(KubeResponse definition) {
        for (JsonElement condition : conditions(definition)) {
            JsonObject seen = condition.getAsJsonObject();
            if (seen.get("type").getAsString().equals("Established")
                    && seen.get("status").getAsString().equals("True")) {
                return true;
            }
        }
        return false;
    }

    private static JsonArray conditions(KubeResponse definition) {
        boolean seen = definition.code() == ObjectRequests.OK;
        return seen
                        && ObjectRequests.body(definition).get("status") instanceof JsonObject status
                        && status.get("conditions") instanceof JsonArray conditions
                ? conditions
                : new JsonArray();
    }

    private boolean isListed(Target definition) {
        JsonObject spec = definition.object().json().getAsJsonObject("spec");
        Discovery served = discovery.readAgain();
        String kind = spec.getAsJsonObject("names").get("kind").getAsString();
        for (JsonElement version : spec.getAsJsonArray("versions")) {
            String apiVersion = spec.get("group").getAsString() + "/"
                    + version.getAsJsonObject().get("name").getAsString();
            if (version.getAsJsonObject().get("served").getAsBoolean()
                    && served.find(new ObjectKind(apiVersion, kind)).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
