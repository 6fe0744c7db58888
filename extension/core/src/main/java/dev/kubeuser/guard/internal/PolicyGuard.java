package dev.kubeuser.guard.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.rbac.escalation.AdmissionGuard.Way;
import dev.kubeuser.rbac.escalation.Certainty;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A policy that bindings put in force.
 *
 * @param kind {@code ValidatingAdmissionPolicy} or {@code MutatingAdmissionPolicy}
 * @param policy the policy
 * @param bindings those that count
 * @param objects what else admission goes by
 */
record PolicyGuard(String kind, JsonObject policy, List<JsonObject> bindings, AdmissionObjects objects) {

    List<Way> ways() {
        GuardObject own = objects.ofAdmission(kind, policy);
        List<Way> ways = new ArrayList<>(removal(own).toList());
        bindings.forEach(binding -> ways.addAll(ways(own, binding)));
        return ways;
    }

    private List<Way> ways(GuardObject own, JsonObject binding) {
        GuardObject bound = objects.ofAdmission(kind + "Binding", binding);
        JsonObject constraints = JsonParts.object(spec(policy), "matchConstraints");
        GuardSelectors selectors = new GuardSelectors(
                List.of(
                        GuardSelectors.Selector.of(own.title(), constraints),
                        GuardSelectors.Selector.of(bound.title(), JsonParts.object(spec(binding), "matchResources"))),
                GuardSelectors.areOfCluster(JsonParts.list(constraints, "resourceRules"), objects));
        List<Way> ways = new ArrayList<>(removal(bound).toList());
        ways.addAll(parameters(binding, bound.title(), selectors));
        ways.addAll(selectors.ways(objects));
        ways.addAll(reading(own.title(), selectors));
        return ways;
    }

    private Stream<Way> removal(GuardObject object) {
        return objects.areOfFiles() ? Stream.of() : object.removedOrChanged();
    }

    private List<Way> parameters(JsonObject binding, String title, GuardSelectors selectors) {
        JsonObject paramRef = JsonParts.object(spec(binding), "paramRef");
        return paramRef.isEmpty()
                ? List.of()
                : objects.resource(JsonParts.object(spec(policy), "paramKind"))
                        .map(resource -> new PolicyParameters(
                                        paramRef, title, resource, selectors.namespaces(objects), objects)
                                .ways())
                        .orElse(List.of());
    }

    /** Whether an expression that reads a namespace goes by what one can change of it, only its reader knows. */
    private List<Way> reading(String title, GuardSelectors selectors) {
        return spec(policy).toString().contains("namespaceObject")
                ? selectors.namespaces(objects).stream()
                        .flatMap(namespace -> namespace.relabelled("changes labels or annotations of "
                                + namespace.title() + ", which " + title + " may read"))
                        .map(way -> way.atMost(Certainty.DEPENDS))
                        .toList()
                : List.of();
    }

    private static JsonObject spec(JsonObject object) {
        return JsonParts.object(object, "spec");
    }
}
