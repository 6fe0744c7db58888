package dev.kubeuser.mutants.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.mutants.MutationOperator;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import java.util.List;

/** The mutations of the rules of a role, and of a binding. */
final class RbacMutations {

    private static final String ALL = "*";
    private static final List<String> WEAKEST_FIRST = List.of("view", "edit", "admin", "cluster-admin");
    private static final String AUTHENTICATED = "system:authenticated";

    private static final JsonPlace RULES = JsonPlace.of("rules");
    private static final JsonPlace SUBJECTS = JsonPlace.of("subjects");

    /** The first line, with {@code apiVersion}, says nothing about a binding. */
    private static final String NAME = "metadata.name";

    private final PolicyObject target;
    private final JsonEdits edits;

    private RbacMutations(PolicyObject target) {
        this.target = target;
        this.edits = new JsonEdits(target);
    }

    static List<Mutation> of(PolicyObject target) {
        RbacMutations found = new RbacMutations(target);
        for (int index = 0; index < found.edits.items(RULES).size(); index++) {
            addOfRule(found.edits.ofRule(index), RULES.at(index), "rule " + (index + 1));
        }
        if (target.kind().endsWith("Binding")) {
            found.addOfBinding();
        }
        if (target.kind().equals("RoleBinding")) {
            found.addOfRoleBinding();
        }
        return found.edits.mutations();
    }

    private static void addOfRule(JsonEdits edits, JsonPlace rule, String words) {
        removeEach(edits, MutationOperator.DROP_VERB, rule.at("verbs"), words + " without the verb");
        removeEach(edits, MutationOperator.DROP_RESOURCE, rule.at("resources"), words + " without the resource");
        removeEach(edits, MutationOperator.DROP_API_GROUP, rule.at("apiGroups"), words + " without the API group");
        removeEach(
                edits, MutationOperator.DROP_NON_RESOURCE_URL, rule.at("nonResourceURLs"), words + " without the URL");
        removeEach(edits, MutationOperator.DROP_RESOURCE_NAME, rule.at("resourceNames"), words + " without the name");
        edits.remove(MutationOperator.DROP_RULE, rule, "without " + words);
        widen(edits, MutationOperator.WIDEN_VERBS, rule.at("verbs"), words + " for all verbs");
        widen(edits, MutationOperator.WIDEN_RESOURCES, rule.at("resources"), words + " for all resources");
        if (!edits.items(rule.at("resourceNames")).isEmpty()) {
            edits.remove(
                    MutationOperator.DROP_RESOURCE_NAMES,
                    rule.at("resourceNames"),
                    words + " for objects of all names");
        }
    }

    /** To remove the only item would drop the rule, which is a mutation of its own. */
    private static void removeEach(JsonEdits edits, MutationOperator operator, JsonPlace list, String words) {
        edits.removeEach(
                operator,
                list,
                item -> words + " \"" + (item instanceof JsonPrimitive text ? text.getAsString() : "") + "\"");
    }

    private static void widen(JsonEdits edits, MutationOperator operator, JsonPlace list, String description) {
        List<JsonElement> items = edits.items(list);
        if (!items.isEmpty() && !items.contains(new JsonPrimitive(ALL))) {
            JsonArray all = new JsonArray();
            all.add(ALL);
            edits.replace(operator, list, all, description);
        }
    }

    private void addOfBinding() {
        edits.add(
                MutationOperator.DROP_BINDING,
                NAME,
                "is missing",
                (object, policy) -> List.of(SUBJECTS.with(object.object(), new JsonArray())));
        edits.removeEach(
                MutationOperator.DROP_SUBJECT, SUBJECTS, subject -> "without the subject " + Subject.of(subject, ""));
        List<JsonElement> subjects = edits.items(SUBJECTS);
        if (subjects.stream().noneMatch(RbacMutations::isAuthenticated)) {
            edits.replace(
                    MutationOperator.ADD_AUTHENTICATED,
                    SUBJECTS.at(subjects.size()),
                    authenticated(),
                    "for the Group " + AUTHENTICATED + " too");
        }
        JsonObject role = JsonParts.object(target.object(), "roleRef");
        int rank = JsonParts.text(role, "kind").equals("ClusterRole")
                ? WEAKEST_FIRST.indexOf(JsonParts.text(role, "name"))
                : -1;
        WEAKEST_FIRST.stream()
                .skip(Math.max(1, rank + 1))
                .forEach(stronger -> edits.add(
                        MutationOperator.STRONGER_ROLE,
                        "roleRef",
                        "of ClusterRole " + stronger,
                        (object, policy) -> List.of(Relocation.toRole(object.object(), "ClusterRole", stronger))));
    }

    private static boolean isAuthenticated(JsonElement subject) {
        return JsonParts.text(subject, "kind").equals("Group")
                && JsonParts.text(subject, "name").equals(AUTHENTICATED);
    }

    private static JsonObject authenticated() {
        JsonObject subject = new JsonObject();
        subject.addProperty("apiGroup", "rbac.authorization.k8s.io");
        subject.addProperty("kind", "Group");
        subject.addProperty("name", AUTHENTICATED);
        return subject;
    }

    private void addOfRoleBinding() {
        edits.add(MutationOperator.MAKE_CLUSTER_WIDE, NAME, "is a ClusterRoleBinding", Relocation::clusterWide);
        edits.add(
                MutationOperator.MOVE_NAMESPACE,
                "metadata.namespace",
                "is in the namespace " + Relocation.elsewhere(target),
                Relocation::moved);
    }
}
