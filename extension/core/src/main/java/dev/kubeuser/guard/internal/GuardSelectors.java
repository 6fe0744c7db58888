package dev.kubeuser.guard.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.escalation.AdmissionGuard.Way;
import dev.kubeuser.rbac.escalation.Certainty;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What selects the writes that a guard sees: all selectors together.
 *
 * @param selectors those of the policy and its binding, or of the webhook
 * @param isOfCluster whether the guard sees cluster-wide objects alone, which no namespace is about
 */
record GuardSelectors(List<Selector> selectors, boolean isOfCluster) {

    /**
     * The selectors of an object.
     *
     * @param of what has them
     * @param namespaces those whose objects it selects
     * @param objects those that it selects
     */
    record Selector(String of, LabelSelector namespaces, LabelSelector objects) {

        static Selector of(String title, JsonObject written) {
            return new Selector(
                    title,
                    LabelSelector.of(JsonParts.object(written, "namespaceSelector")),
                    LabelSelector.of(JsonParts.object(written, "objectSelector")));
        }
    }

    /** Whether rules are about cluster-wide resources alone. Labels of a namespace also decide whether it is seen itself. */
    static boolean areOfCluster(List<JsonElement> rules, AdmissionObjects objects) {
        return !rules.isEmpty()
                && rules.stream()
                        .allMatch(rule -> JsonParts.list(rule, "apiGroups").stream()
                                .allMatch(group -> JsonParts.list(rule, "resources").stream()
                                        .map(resource -> resource.getAsString().split("/", 2)[0])
                                        .allMatch(resource -> !resource.equals("namespaces")
                                                && objects.isOfCluster(group.getAsString(), resource))));
    }

    /** Those whose objects the guard sees. */
    List<GuardObject> namespaces(AdmissionObjects objects) {
        return objects.namespaces().stream()
                .filter(namespace -> selectors.stream()
                        .allMatch(selector -> selector.namespaces().matches(namespace.labels())))
                .toList();
    }

    List<Way> ways(AdmissionObjects objects) {
        List<Way> ways = new ArrayList<>();
        for (Selector selector : selectors) {
            if (selector.namespaces().canBeLeft() && !isOfCluster) {
                namespaces(objects)
                        .forEach(namespace -> leaving(namespace, selector).forEach(ways::add));
                outside(selector).forEach(ways::add);
            }
            if (selector.objects().canBeLeft()) {
                ways.add(Way.by("gives what it writes labels that the objectSelector of " + selector.of()
                                + " leaves out")
                        .atMost(Certainty.LIKELY));
            }
        }
        return ways;
    }

    private static Stream<Way> leaving(GuardObject namespace, Selector selector) {
        String end = " the namespaceSelector of " + selector.of();
        return Stream.concat(
                namespace.relabelled("takes " + namespace.title() + " out of" + end + ", by its labels"),
                namespace.recreated(
                        "deletes " + namespace.title() + ", and creates it with labels that are not in" + end));
    }

    /** A selector of labels that a namespace must have guards no new one, and is not meant to. */
    private Stream<Way> outside(Selector selector) {
        return selectors.stream().allMatch(each -> each.namespaces().matchesNewNamespace())
                ? Stream.of(Way.by(
                        "creates a namespace with labels that the namespaceSelector of " + selector.of()
                                + " leaves out",
                        ResourceAttributes.of("create", "", "namespaces")))
                : Stream.of();
    }
}
