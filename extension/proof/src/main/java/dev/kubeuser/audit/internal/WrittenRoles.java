package dev.kubeuser.audit.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.RoleReference;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1AggregationRule;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
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
    private static final List<V1PolicyRule> EVERYTHING = List.of(
            new V1PolicyRule().apiGroups(List.of("*")).resources(List.of("*")).verbs(List.of("*")),
            new V1PolicyRule().nonResourceURLs(List.of("*")).verbs(List.of("*")));

    private static final String ANY = "written";

    private final Map<RoleReference, List<RbacRule>> rules = new HashMap<>();

    /** Returns the rules of a role as last written. */
    public Optional<List<RbacRule>> rules(RoleReference role) {
        return Optional.ofNullable(rules.get(role));
    }

    /** Returns the rules that a user must hold to write a role. */
    public Optional<List<RbacRule>> written(ResourceAttributes request, @Nullable JsonObject json, boolean isStored) {
        KubernetesObject object = read(request, json);
        if (object instanceof V1Role role) {
            return Optional.of(written(
                    RoleReference.role(request.namespace(), name(role.getMetadata())), role.getRules(), isStored));
        }
        if (object instanceof V1ClusterRole role) {
            RoleReference reference = RoleReference.clusterRole(name(role.getMetadata()));
            boolean isAggregated = isAggregated(role.getAggregationRule());
            List<RbacRule> held = new ArrayList<>(written(reference, role.getRules(), isStored && !isAggregated));
            if (isAggregated) {
                held.addAll(rules(EVERYTHING));
            }
            return Optional.of(held);
        }
        return Optional.empty();
    }

    private List<RbacRule> written(RoleReference role, @Nullable List<V1PolicyRule> written, boolean isStored) {
        List<RbacRule> all = rules(written == null ? List.of() : written);
        if (isStored) {
            rules.put(role, all);
        }
        return all;
    }

    private static List<RbacRule> rules(List<V1PolicyRule> written) {
        return RbacPolicy.builder()
                .add(new V1ClusterRole().metadata(new V1ObjectMeta().name(ANY)).rules(written))
                .build()
                .role(RoleReference.clusterRole(ANY))
                .map(RbacRole::rules)
                .orElseThrow();
    }

    private static boolean isAggregated(@Nullable V1AggregationRule rule) {
        return rule != null
                && rule.getClusterRoleSelectors() != null
                && !rule.getClusterRoleSelectors().isEmpty();
    }

    private static String name(@Nullable V1ObjectMeta metadata) {
        return metadata == null || metadata.getName() == null ? "" : metadata.getName();
    }

    /** Returns the role that a written binding refers to. */
    public static Optional<RoleReference> bound(ResourceAttributes request, @Nullable JsonObject json) {
        KubernetesObject object = read(request, json);
        if (object instanceof V1RoleBinding binding) {
            return Optional.of(reference(binding.getRoleRef(), request.namespace()));
        }
        return object instanceof V1ClusterRoleBinding binding
                ? Optional.of(reference(binding.getRoleRef(), ""))
                : Optional.empty();
    }

    private static RoleReference reference(V1RoleRef role, String namespace) {
        return role.getKind().equals("ClusterRole")
                ? RoleReference.clusterRole(role.getName())
                : RoleReference.role(namespace, role.getName());
    }

    /** Returns null for anything else, such as a table for {@code kubectl get}. A client may leave out the kind. */
    private static @Nullable KubernetesObject read(ResourceAttributes request, @Nullable JsonObject json) {
        String kind = KINDS.get(request.resource());
        if (json == null || kind == null) {
            return null;
        }
        JsonObject whole = json.deepCopy();
        whole.remove("apiVersion");
        if (!whole.has("kind")) {
            whole.addProperty("kind", kind);
        }
        try {
            return whole.get("kind").getAsString().equals(kind) ? RbacManifest.read(whole) : null;
        } catch (IllegalArgumentException
                | IllegalStateException
                | JsonParseException
                | UnsupportedOperationException malformed) {
            return null;
        }
    }
}
