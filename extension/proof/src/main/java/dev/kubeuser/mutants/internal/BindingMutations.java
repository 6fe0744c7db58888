package dev.kubeuser.mutants.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.mutants.MutationOperator;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** The mutations of a binding. */
final class BindingMutations {

    private static final List<String> WEAKEST_FIRST = List.of("view", "edit", "admin", "cluster-admin");
    /** The first line, with {@code apiVersion}, says nothing about a binding. */
    private static final String NAME = "metadata.name";

    private static final String SUBJECTS = "subjects";
    private static final String ROLE_REF = "roleRef";
    private static final String AUTHENTICATED = "system:authenticated";

    private final PolicyObject target;
    private final List<Mutation> mutations = new ArrayList<>();

    private BindingMutations(PolicyObject target) {
        this.target = target;
    }

    static List<Mutation> of(PolicyObject target) {
        BindingMutations found = new BindingMutations(target);
        if (target.kind().endsWith("Binding")) {
            found.addAll();
        }
        if (target.kind().equals("RoleBinding")) {
            found.addOfRoleBinding();
        }
        return found.mutations;
    }

    private void addAll() {
        List<JsonElement> subjects = JsonParts.list(target.object(), SUBJECTS);
        editSubjects(MutationOperator.DROP_BINDING, NAME, "is missing", all -> new JsonArray());
        for (int i = 0; i < subjects.size() && subjects.size() > 1; i++) {
            int index = i;
            editSubjects(
                    MutationOperator.DROP_SUBJECT,
                    SUBJECTS + "[" + index + "]",
                    "without the subject " + Subject.of(subjects.get(index), ""),
                    all -> {
                        all.remove(index);
                        return all;
                    });
        }
        if (subjects.stream().noneMatch(BindingMutations::isAuthenticated)) {
            editSubjects(
                    MutationOperator.ADD_AUTHENTICATED, SUBJECTS, "for the Group " + AUTHENTICATED + " too", all -> {
                        all.add(authenticated());
                        return all;
                    });
        }
        JsonObject role = JsonParts.object(target.object(), ROLE_REF);
        int rank = JsonParts.text(role, "kind").equals("ClusterRole")
                ? WEAKEST_FIRST.indexOf(JsonParts.text(role, "name"))
                : -1;
        WEAKEST_FIRST.stream()
                .skip(Math.max(1, rank + 1))
                .forEach(stronger -> add(
                        MutationOperator.STRONGER_ROLE,
                        ROLE_REF,
                        "of ClusterRole " + stronger,
                        (object, policy) ->
                                List.of(object.with(ROLE_REF, Relocation.role(object, "ClusterRole", stronger)))));
    }

    private void addOfRoleBinding() {
        add(MutationOperator.MAKE_CLUSTER_WIDE, NAME, "is a ClusterRoleBinding", Relocation::clusterWide);
        add(
                MutationOperator.MOVE_NAMESPACE,
                "metadata.namespace",
                "is in the namespace " + Relocation.elsewhere(target),
                Relocation::moved);
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

    private void editSubjects(
            MutationOperator operator, String path, String description, UnaryOperator<JsonArray> change) {
        add(operator, path, description, (object, policy) -> {
            JsonArray subjects = new JsonArray();
            JsonParts.list(object.object(), SUBJECTS).forEach(subjects::add);
            return List.of(object.with(SUBJECTS, change.apply(subjects)));
        });
    }

    private void add(MutationOperator operator, String path, String description, Mutation.Change change) {
        mutations.add(new Mutation(
                operator, target, OptionalInt.empty(), target.source().nearestOrigin(path), description, change));
    }
}
