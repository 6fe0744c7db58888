package dev.kubeuser.leastprivilege.internal;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.coverage.internal.Permission;
import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

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

    private JsonElement rules() {
        List<SortedMap<String, Set<String>>> rules =
                permissions.stream().map(SmallestRole::rule).toList();
        for (String list : List.of("verbs", "resourceNames", "resources", "nonResourceURLs")) {
            rules = merged(rules, list);
        }
        return GSON.toJsonTree(rules);
    }

    /** Returns the lists of a rule that consists of a permission. */
    private static SortedMap<String, Set<String>> rule(Permission permission) {
        SortedMap<String, Set<String>> lists = new TreeMap<>();
        lists.put("verbs", Set.of(permission.verb()));
        if (permission.nonResourceUrl().isEmpty()) {
            lists.put("apiGroups", Set.of(permission.apiGroup()));
            lists.put("resources", Set.of(permission.resource()));
        } else {
            lists.put("nonResourceURLs", Set.of(permission.nonResourceUrl()));
        }
        if (!permission.resourceName().isEmpty()) {
            lists.put("resourceNames", Set.of(permission.resourceName()));
        }
        return lists;
    }

    /** Merges rules that differ in one list only. */
    private static List<SortedMap<String, Set<String>>> merged(
            List<SortedMap<String, Set<String>>> rules, String list) {
        Map<SortedMap<String, Set<String>>, Set<String>> byOthers = new LinkedHashMap<>();
        for (SortedMap<String, Set<String>> rule : rules) {
            SortedMap<String, Set<String>> others = new TreeMap<>(rule);
            others.remove(list);
            byOthers.computeIfAbsent(others, first -> new TreeSet<>()).addAll(rule.getOrDefault(list, Set.of()));
        }
        List<SortedMap<String, Set<String>>> merged = new ArrayList<>();
        byOthers.forEach((others, values) -> {
            SortedMap<String, Set<String>> rule = new TreeMap<>(others);
            if (!values.isEmpty()) {
                rule.put(list, values);
            }
            merged.add(rule);
        });
        return merged;
    }
}
