package dev.kubeuser.leastprivilege.internal;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.coverage.internal.Permission;
import dev.kubeuser.request.RequestAttributes;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The Role of one namespace, or the ClusterRole, that allows certain requests with few rules, and nothing else. */
final class SmallestRole {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final Gson GSON = new Gson();
    private static final Comparator<Permission> ORDER = Comparator.comparing(Permission::apiGroup)
            .thenComparing(Permission::resource)
            .thenComparing(Permission::resourceName)
            .thenComparing(Permission::nonResourceUrl)
            .thenComparing(Permission::verb);

    private final String namespace;
    private final Set<Permission> permissions = new TreeSet<>(ORDER);

    private SmallestRole(String namespace) {
        this.namespace = namespace;
    }

    /** Returns the roles that allow the requests, each with a binding. */
    static List<JsonObject> objects(Grantee grantee, Collection<RequestAttributes> requests) {
        Map<String, SmallestRole> roles = new TreeMap<>();
        requests.forEach(request -> roles.computeIfAbsent(request.namespace(), SmallestRole::new)
                .permissions
                .add(Permission.of(request)));
        SmallestRole everywhere = roles.getOrDefault("", new SmallestRole(""));
        roles.values().forEach(role -> role.leaveOut(everywhere));
        return roles.values().stream()
                .filter(role -> !role.permissions.isEmpty())
                .flatMap(role -> role.objects(grantee).stream())
                .toList();
    }

    /**
     * Leaves out permissions that another role grants in all namespaces, and those for single objects that are granted
     * for all.
     */
    private void leaveOut(SmallestRole everywhere) {
        permissions.removeIf(permission -> everywhere != this && everywhere.permissions.contains(permission));
        permissions.removeIf(permission -> !permission.resourceName().isEmpty()
                && (permissions.contains(permission.forAnyName())
                        || everywhere.permissions.contains(permission.forAnyName())));
    }

    private List<JsonObject> objects(Grantee grantee) {
        JsonObject role = object("Role", grantee);
        role.add("rules", rules());
        JsonObject roleRef = new JsonObject();
        roleRef.addProperty("apiGroup", GROUP);
        roleRef.add("kind", role.get("kind"));
        roleRef.addProperty("name", grantee.roleName());
        JsonArray subjects = new JsonArray();
        subjects.add(grantee.subject());
        JsonObject binding = object("RoleBinding", grantee);
        binding.add("roleRef", roleRef);
        binding.add("subjects", subjects);
        return List.of(role, binding);
    }

    private JsonObject object(String kind, Grantee grantee) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", grantee.roleName());
        if (!namespace.isEmpty()) {
            metadata.addProperty("namespace", namespace);
        }
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", GROUP + "/v1");
        object.addProperty("kind", namespace.isEmpty() ? "Cluster" + kind : kind);
        object.add("metadata", metadata);
        return object;
    }

    private JsonArray rules() {
        List<Rule> rules = permissions.stream().map(Rule::of).toList();
        rules = merge(rules, Rule::verbs, Rule::withVerbs);
        rules = merge(rules, Rule::names, Rule::withNames);
        rules = merge(rules, Rule::resources, Rule::withResources);
        rules = merge(rules, Rule::urls, Rule::withUrls);
        JsonArray written = new JsonArray();
        rules.forEach(rule -> written.add(rule.json()));
        return written;
    }

    /** Merges rules that differ in one part only. */
    private static List<Rule> merge(
            List<Rule> rules, Function<Rule, Set<String>> part, BiFunction<Rule, Set<String>, Rule> withPart) {
        Map<Rule, Set<String>> merged = new LinkedHashMap<>();
        rules.forEach(rule -> merged.computeIfAbsent(withPart.apply(rule, Set.of()), unused -> new TreeSet<>())
                .addAll(part.apply(rule)));
        return merged.entrySet().stream()
                .map(entry -> withPart.apply(entry.getKey(), entry.getValue()))
                .toList();
    }

    private record Rule(
            String apiGroup, Set<String> resources, Set<String> names, Set<String> urls, Set<String> verbs) {

        static Rule of(Permission permission) {
            return new Rule(
                    permission.apiGroup(),
                    orNone(permission.resource()),
                    orNone(permission.resourceName()),
                    orNone(permission.nonResourceUrl()),
                    Set.of(permission.verb()));
        }

        private static Set<String> orNone(String text) {
            return text.isEmpty() ? Set.of() : Set.of(text);
        }

        Rule withVerbs(Set<String> others) {
            return new Rule(apiGroup, resources, names, urls, others);
        }

        Rule withNames(Set<String> others) {
            return new Rule(apiGroup, resources, others, urls, verbs);
        }

        Rule withResources(Set<String> others) {
            return new Rule(apiGroup, others, names, urls, verbs);
        }

        Rule withUrls(Set<String> others) {
            return new Rule(apiGroup, resources, names, others, verbs);
        }

        JsonObject json() {
            JsonObject rule = new JsonObject();
            if (urls.isEmpty()) {
                rule.add("apiGroups", GSON.toJsonTree(List.of(apiGroup)));
                addSome(rule, "resourceNames", names);
                addSome(rule, "resources", resources);
            } else {
                addSome(rule, "nonResourceURLs", urls);
            }
            addSome(rule, "verbs", verbs);
            return rule;
        }

        private static void addSome(JsonObject rule, String field, Set<String> texts) {
            if (!texts.isEmpty()) {
                rule.add(field, GSON.toJsonTree(texts));
            }
        }
    }
}
