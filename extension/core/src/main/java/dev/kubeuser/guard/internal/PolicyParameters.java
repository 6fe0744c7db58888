package dev.kubeuser.guard.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.discovery.internal.DiscoveredResource;
import dev.kubeuser.rbac.escalation.AdmissionGuard.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The parameters that a binding gives its policy.
 *
 * @param paramRef which
 * @param of the binding, as messages name it
 * @param resource their resource
 * @param guarded the namespaces that the binding guards: without a namespace of its own, each has its parameters
 * @param objects all objects of the resource, among others
 */
record PolicyParameters(
        JsonObject paramRef,
        String of,
        DiscoveredResource resource,
        List<GuardObject> guarded,
        AdmissionObjects objects) {

    List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (String namespace : namespaces()) {
            List<GuardObject> found = objects.all(resource).stream()
                    .filter(object -> object.request().namespace().equals(namespace) && isSelected(object))
                    .toList();
            found.forEach(object -> changing(object, found.size() == 1).forEach(ways::add));
            if (found.isEmpty() && isNeeded() && !name().isEmpty()) {
                GuardObject missing = objects.object(resource, namespace, name(), Map.of());
                ways.add(missing.created("creates " + missing.title() + ", the missing parameters of " + of));
            }
        }
        return ways;
    }

    private List<String> namespaces() {
        if (!resource.isNamespaced()) {
            return List.of("");
        }
        String own = ownNamespace();
        return own.isEmpty()
                ? guarded.stream().map(namespace -> namespace.request().name()).toList()
                : List.of(own);
    }

    private String ownNamespace() {
        return JsonParts.text(paramRef, "namespace");
    }

    private String name() {
        return JsonParts.text(paramRef, "name");
    }

    private boolean isSelected(GuardObject object) {
        return name().isEmpty()
                ? LabelSelector.of(JsonParts.object(paramRef, "selector")).matches(object.labels())
                : object.request().name().equals(name());
    }

    /** Whether the binding denies everything where it finds none. */
    private boolean isNeeded() {
        return JsonParts.text(paramRef, "parameterNotFoundAction").equals("Deny");
    }

    private Stream<Way> changing(GuardObject object, boolean isOnly) {
        String end = object.title() + ", parameters of " + of;
        Stream<Way> changed = object.changed("changes " + end);
        return isOnly && isNeeded()
                ? Stream.concat(changed, Stream.of(object.replaced("deletes " + end + ", and creates others")))
                : Stream.of(changed, object.removed("removes " + end), gone(object, end))
                        .flatMap(ways -> ways);
    }

    private Stream<Way> gone(GuardObject object, String end) {
        if (!resource.isNamespaced()) {
            return Stream.of();
        }
        GuardObject namespace = GuardObject.ofNamespace(object.request().namespace(), Map.of());
        String how = "deletes " + namespace.title() + " with " + end;
        return ownNamespace().isEmpty() ? namespace.recreated(how + ", and creates it") : namespace.deleted(how);
    }
}
