// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.analysis.internal.Mutation.Edits;
import dev.kubeuser.analysis.internal.Mutation.Edits.JsonPlace;
import dev.kubeuser.analysis.internal.Mutation.MutationOperator;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The mutations of the rules of a role, and of a binding. */
final class RbacMutations {

    private static final String ALL = "*";
    private static final List<String> WEAKEST_FIRST = List.of("view", "edit", "admin", "cluster-admin");
    private static final String AUTHENTICATED = "system:authenticated";

    private static final JsonPlace RULES = JsonPlace.of("rules");
    private static final JsonPlace SUBJECTS = JsonPlace.of("subjects");

    /** The first line, with {@code apiVersion}, does not identify a binding. */
    private static final String NAME = "metadata.name";

    private final PolicyObject target;
    private final Edits edits;

    private RbacMutations(PolicyObject target) {
        this.target = target;
        this.edits = new Edits(target);
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

    private static void addOfRule(Edits edits, JsonPlace rule, String words) {
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

    /** Removing the only item would drop the rule, which is another mutation. */
    private static void removeEach(Edits edits, MutationOperator operator, JsonPlace list, String words) {
        edits.removeEach(
                operator,
                list,
                item -> words + " \"" + (item instanceof JsonPrimitive text ? text.getAsString() : "") + "\"");
    }

    private static void widen(Edits edits, MutationOperator operator, JsonPlace list, String description) {
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
        JsonObject role = Json.object(target.object(), "roleRef");
        int rank = Json.text(role, "kind").equals("ClusterRole") ? WEAKEST_FIRST.indexOf(Json.text(role, "name")) : -1;
        WEAKEST_FIRST.stream()
                .skip(Math.max(1, rank + 1))
                .forEach(stronger -> edits.add(
                        MutationOperator.STRONGER_ROLE,
                        "roleRef",
                        "of ClusterRole " + stronger,
                        (object, policy) -> List.of(Relocation.toRole(object.object(), "ClusterRole", stronger))));
    }

    private static boolean isAuthenticated(JsonElement subject) {
        return Json.text(subject, "kind").equals("Group")
                && Json.text(subject, "name").equals(AUTHENTICATED);
    }

    private static JsonObject authenticated() {
        return Json.object(Map.of("apiGroup", "rbac.authorization.k8s.io", "kind", "Group", "name", AUTHENTICATED));
    }

    private void addOfRoleBinding() {
        edits.add(MutationOperator.MAKE_CLUSTER_WIDE, NAME, "is a ClusterRoleBinding", Relocation::clusterWide);
        edits.add(
                MutationOperator.MOVE_NAMESPACE,
                "metadata.namespace",
                "is in the namespace " + Relocation.elsewhere(target),
                Relocation::moved);
    }

    /**
     * A RoleBinding moved to another scope, with a copy of its Role, which would be missing there.
     *
     * @param namespace where it is moved to; empty for the whole cluster
     */
    private record Relocation(PolicyObject binding, RbacPolicy policy, String namespace) {

        private static final String COPY = "kubeuser-copy-of-";
        private static final String ROLE_REF = "roleRef";
        private static final String SUBJECTS = "subjects";

        static List<JsonObject> clusterWide(PolicyObject binding, RbacPolicy policy) {
            return new Relocation(binding, policy, "").written();
        }

        static List<JsonObject> moved(PolicyObject binding, RbacPolicy policy) {
            return new Relocation(binding, policy, elsewhere(binding)).written();
        }

        /** Returns a namespace other than the binding's. */
        static String elsewhere(PolicyObject binding) {
            return binding.namespace().equals("default") ? "kube-public" : "default";
        }

        /** Returns a binding to another role. */
        static JsonObject toRole(JsonObject binding, String kind, String name) {
            JsonObject named = JsonPlace.of(ROLE_REF, "name").with(binding, new JsonPrimitive(name));
            return JsonPlace.of(ROLE_REF, "kind").with(named, new JsonPrimitive(kind));
        }

        private List<JsonObject> written() {
            List<JsonObject> written = new ArrayList<>();
            JsonObject granting = binding.object();
            JsonObject role = Json.object(granting, ROLE_REF);
            if (Json.text(role, "kind").equals("Role")) {
                String name = Json.text(role, "name");
                JsonObject copy = PolicyObject.json("Role", namespace, copyOf(name), Map.of("rules", rules(name)));
                written.add(copy);
                granting = toRole(granting, Json.text(copy, "kind"), copyOf(name));
            }
            Map<String, ?> content = Map.of(ROLE_REF, Json.object(granting, ROLE_REF), SUBJECTS, subjects());
            written.add(PolicyObject.json("RoleBinding", namespace, copyOf(binding.name()), content));
            written.add(JsonPlace.of(SUBJECTS).with(binding.object(), new JsonArray()));
            return written;
        }

        /**
         * Returns a name that contains the namespace, because objects of the same name in other namespaces may be
         * copied too.
         */
        private String copyOf(String name) {
            return COPY + binding.namespace() + "-" + name;
        }

        /** Finds the Role, even if it is not under test: kube-system has some from the start. */
        private List<JsonObject> rules(String role) {
            return policy.role(RoleReference.role(binding.namespace(), role)).stream()
                    .flatMap(found -> found.rules().stream())
                    .map(Relocation::json)
                    .toList();
        }

        private static JsonObject json(RbacRule rule) {
            return Json.object(Map.of(
                    "verbs", rule.verbs(),
                    "apiGroups", rule.apiGroups(),
                    "resources", rule.resources(),
                    "resourceNames", rule.resourceNames(),
                    "nonResourceURLs", rule.nonResourceUrls()));
        }

        /** Returns the subjects. A ServiceAccount without a namespace is in the binding's namespace. */
        private JsonArray subjects() {
            JsonArray subjects = new JsonArray();
            for (JsonElement subject : Json.list(binding.object(), SUBJECTS)) {
                JsonObject moved = subject.getAsJsonObject().deepCopy();
                Subject named = Subject.of(moved, binding.namespace());
                if (!named.namespace().isEmpty()) {
                    moved.addProperty("namespace", named.namespace());
                }
                subjects.add(moved);
            }
            return subjects;
        }
    }
}
