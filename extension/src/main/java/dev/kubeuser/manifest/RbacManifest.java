package dev.kubeuser.manifest;

import com.google.gson.JsonObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Takes objects of manifests for roles and bindings. */
public final class RbacManifest {

    private static final String GROUP = "rbac.authorization.k8s.io/";
    private static final Map<String, Class<? extends KubernetesObject>> KINDS = Map.of(
            "Role", V1Role.class,
            "ClusterRole", V1ClusterRole.class,
            "RoleBinding", V1RoleBinding.class,
            "ClusterRoleBinding", V1ClusterRoleBinding.class);

    private RbacManifest() {}

    /**
     * {@return the role or binding that an object of a manifest becomes, or empty if it is none}
     *
     * @param source of a manifest
     * @param namespace where it goes if it names none
     */
    public static Optional<KubernetesObject> of(ManifestObject source, String namespace) {
        if (!KINDS.containsKey(source.kind()) || !source.apiVersion().startsWith(GROUP)) {
            return Optional.empty();
        }
        JsonObject json = source.json();
        if (!source.kind().startsWith("Cluster") && source.namespace().isEmpty()) {
            json.getAsJsonObject("metadata").addProperty("namespace", namespace);
        }
        return Optional.of(read(json));
    }

    /**
     * {@return the role or binding that is written so}
     *
     * @param json with its kind
     */
    public static KubernetesObject read(JsonObject json) {
        return JSON.deserialize(
                json.toString(),
                Objects.requireNonNull(KINDS.get(json.get("kind").getAsString())));
    }
}
