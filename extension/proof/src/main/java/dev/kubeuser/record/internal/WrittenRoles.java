// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The roles that users wrote while tests ran. They may be gone when the cluster's policy is read. */
public final class WrittenRoles {

    private static final Map<String, String> KINDS = Map.of(
            "roles", "Role",
            "clusterroles", "ClusterRole",
            "rolebindings", "RoleBinding",
            "clusterrolebindings", "ClusterRoleBinding");

    /** The rules that a user must hold to write an aggregated ClusterRole, since it can aggregate anything. */
    private static final JsonElement EVERYTHING = JsonParser.parseString("""
            [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}, {"nonResourceURLs": ["*"], "verbs": ["*"]}]""");

    private static final String ANY = "written";
    private static final String RULES = "rules";

    private final Map<RoleReference, List<RbacRule>> rules = new HashMap<>();

    /** Returns the rules of a role as last written. */
    public Optional<List<RbacRule>> rules(RoleReference role) {
        return Optional.ofNullable(rules.get(role));
    }

    /** Returns the rules that a user must hold to write a role. */
    public Optional<List<RbacRule>> written(ResourceAttributes request, @Nullable JsonObject json, boolean isStored) {
        if (json == null || !request.resource().endsWith("roles") || !isWhole(request, json)) {
            return Optional.empty();
        }
        String name = Json.text(json.get("metadata"), "name");
        RoleReference role = request.resource().equals("roles")
                ? RoleReference.role(request.namespace(), name)
                : RoleReference.clusterRole(name);
        boolean isAggregated = role.isClusterWide()
                && !Json.list(json.get("aggregationRule"), "clusterRoleSelectors")
                        .isEmpty();
        List<RbacRule> held = new ArrayList<>(rules(json.get(RULES)));
        if (isStored && !isAggregated) {
            rules.put(role, List.copyOf(held));
        }
        if (isAggregated) {
            held.addAll(rules(EVERYTHING));
        }
        return Optional.of(held);
    }

    private static List<RbacRule> rules(@Nullable JsonElement written) {
        JsonObject role = Json.object(Map.of("kind", "ClusterRole", "metadata", Map.of("name", ANY)));
        role.add(RULES, written);
        return RbacPolicy.of(List.of(role))
                .role(RoleReference.clusterRole(ANY))
                .map(RbacRole::rules)
                .orElseThrow();
    }

    /** Returns the role that a written binding refers to. */
    public static Optional<RoleReference> bound(ResourceAttributes request, @Nullable JsonObject json) {
        JsonObject role = Json.object(json, "roleRef");
        String name = Json.text(role, "name");
        if (json == null || name.isEmpty() || !request.resource().endsWith("bindings") || !isWhole(request, json)) {
            return Optional.empty();
        }
        return Optional.of(
                Json.text(role, "kind").equals("ClusterRole")
                        ? RoleReference.clusterRole(name)
                        : RoleReference.role(request.namespace(), name));
    }

    /** Not for anything else, such as a table for {@code kubectl get}. A client may leave out the kind. */
    private static boolean isWhole(ResourceAttributes request, JsonObject json) {
        String kind = Json.text(json, "kind");
        return KINDS.containsKey(request.resource()) && (kind.isEmpty() || kind.equals(KINDS.get(request.resource())));
    }
}
