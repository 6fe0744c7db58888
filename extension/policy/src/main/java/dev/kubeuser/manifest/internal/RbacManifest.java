// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds roles and bindings among the objects of manifests. */
public final class RbacManifest {

    private static final String GROUP = "rbac.authorization.k8s.io/";
    private static final Set<String> KINDS = Set.of("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding");

    private RbacManifest() {}

    /**
     * {@return a policy of the roles and bindings among some objects, to add to, with the file and line of each part;
     * one without a namespace is in {@code default}}
     *
     * @param objects objects of any kind
     * @throws ManifestException with file and line if a role or binding is malformed
     */
    public static RbacPolicyBuilder policy(List<ManifestObject> objects) {
        RbacPolicyBuilder policy = RbacPolicy.builder();
        objects.stream().filter(RbacManifest::isOf).forEach(object -> add(object, placed(object, "default"), policy));
        return policy;
    }

    /** {@return whether a manifest holds a role or binding} */
    public static boolean isOf(ManifestObject source) {
        return KINDS.contains(source.kind()) && source.apiVersion().startsWith(GROUP);
    }

    /**
     * {@return the role or binding that a manifest holds, in a namespace; empty for an object of another kind}
     *
     * @param source the object
     * @param namespace the namespace of an object that names none
     * @throws ManifestException with file and line if the object is malformed
     */
    public static Optional<JsonObject> of(ManifestObject source, String namespace) {
        if (!isOf(source)) {
            return Optional.empty();
        }
        JsonObject json = placed(source, namespace);
        add(source, json, RbacPolicy.builder());
        return Optional.of(json);
    }

    private static JsonObject placed(ManifestObject source, String namespace) {
        JsonObject json = source.json();
        if (!source.kind().startsWith("Cluster") && source.namespace().isEmpty()) {
            json.getAsJsonObject("metadata").addProperty("namespace", namespace);
        }
        return json;
    }

    private static void add(ManifestObject source, JsonObject json, RbacPolicyBuilder policy) {
        try {
            policy.add(json, source::origin);
        } catch (IllegalArgumentException malformed) {
            throw new ManifestException(
                    source.origin() + ": " + source.kind() + " "
                            + source.namespace().map(own -> own + "/").orElse("")
                            + source.name() + " cannot be read: " + malformed.getMessage(),
                    malformed);
        }
    }
}
