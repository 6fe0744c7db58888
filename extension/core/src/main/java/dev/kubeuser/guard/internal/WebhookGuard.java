package dev.kubeuser.guard.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.rbac.escalation.AdmissionGuard.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A webhook of a configuration.
 *
 * @param configuration the object that has it
 * @param webhook the part that is the webhook
 * @param objects what else admission goes by
 */
record WebhookGuard(GuardObject configuration, JsonElement webhook, AdmissionObjects objects) {

    List<Way> ways() {
        String title = configuration.title();
        List<Way> ways = new ArrayList<>(
                objects.areOfFiles()
                        ? List.of()
                        : configuration.removedOrChanged().toList());
        ways.addAll(new GuardSelectors(
                        List.of(GuardSelectors.Selector.of(title, webhook.getAsJsonObject())),
                        GuardSelectors.areOfCluster(JsonParts.list(webhook, "rules"), objects))
                .ways(objects));
        JsonObject service = JsonParts.object(JsonParts.object(webhook, "clientConfig"), "service");
        if (!service.isEmpty() && JsonParts.text(webhook, "failurePolicy").equals("Ignore")) {
            objects.service(JsonParts.text(service, "namespace"), JsonParts.text(service, "name"))
                    .flatMap(this::silencing)
                    .forEach(ways::add);
        }
        return ways;
    }

    /** Where a webhook does not answer, and failures are ignored, all is admitted. */
    private Stream<Way> silencing(GuardObject service) {
        String end = service.title() + " of " + configuration.title() + ", which ignores failures";
        GuardObject namespace = GuardObject.ofNamespace(service.request().namespace(), Map.of());
        return Stream.of(
                        service.changed("changes " + end),
                        service.removed("removes " + end),
                        namespace.deleted("deletes " + namespace.title() + " with " + end))
                .flatMap(ways -> ways);
    }
}
