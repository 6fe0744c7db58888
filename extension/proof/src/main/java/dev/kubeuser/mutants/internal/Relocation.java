package dev.kubeuser.mutants.internal;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.PolicyObject;
import java.util.ArrayList;
import java.util.List;

/** A RoleBinding moved to another scope, with a copy of its Role, which would be missing there. */
final class Relocation {

    private static final String COPY = "kubeuser-copy-of-";
    private static final String ROLE_REF = "roleRef";
    private static final String SUBJECTS = "subjects";
    private static final Gson GSON = new Gson();

    private final PolicyObject binding;
    private final RbacPolicy policy;

    /** Where it is moved to; empty for the whole cluster. */
    private final String namespace;

    private Relocation(PolicyObject binding, RbacPolicy policy, String namespace) {
        this.binding = binding;
        this.policy = policy;
        this.namespace = namespace;
    }

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
        JsonObject role = JsonParts.object(granting, ROLE_REF);
        if (JsonParts.text(role, "kind").equals("Role")) {
            String name = JsonParts.text(role, "name");
            JsonObject copy = object("Role", name);
            copy.add("rules", rules(name));
            written.add(copy);
            granting = toRole(granting, JsonParts.text(copy, "kind"), copyOf(name));
        }
        JsonObject moved = object("RoleBinding", binding.name());
        moved.add(ROLE_REF, granting.get(ROLE_REF));
        moved.add(SUBJECTS, subjects());
        written.add(moved);
        written.add(JsonPlace.of(SUBJECTS).with(binding.object(), new JsonArray()));
        return written;
    }

    private JsonObject object(String kind, String name) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", copyOf(name));
        if (!namespace.isEmpty()) {
            metadata.addProperty("namespace", namespace);
        }
        JsonObject object = new JsonObject();
        object.add("apiVersion", binding.object().get("apiVersion"));
        object.addProperty("kind", namespace.isEmpty() ? "Cluster" + kind : kind);
        object.add("metadata", metadata);
        return object;
    }

    /**
     * Returns a name that contains the namespace, because objects of the same name in other namespaces may be copied
     * too.
     */
    private String copyOf(String name) {
        return COPY + binding.namespace() + "-" + name;
    }

    /** Finds the Role, even if it is not under test: kube-system has some from the start. */
    private JsonArray rules(String role) {
        JsonArray rules = new JsonArray();
        policy.role(RoleReference.role(binding.namespace(), role))
                .ifPresent(found -> found.rules().forEach(rule -> rules.add(json(rule))));
        return rules;
    }

    private static JsonObject json(RbacRule rule) {
        JsonObject json = new JsonObject();
        json.add("verbs", GSON.toJsonTree(rule.verbs()));
        json.add("apiGroups", GSON.toJsonTree(rule.apiGroups()));
        json.add("resources", GSON.toJsonTree(rule.resources()));
        json.add("resourceNames", GSON.toJsonTree(rule.resourceNames()));
        json.add("nonResourceURLs", GSON.toJsonTree(rule.nonResourceUrls()));
        return json;
    }

    /** Returns the subjects. A ServiceAccount without a namespace is in the binding's namespace. */
    private JsonArray subjects() {
        JsonArray subjects = new JsonArray();
        for (JsonElement subject : JsonParts.list(binding.object(), SUBJECTS)) {
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
