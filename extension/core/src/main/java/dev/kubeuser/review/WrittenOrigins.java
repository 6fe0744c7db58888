package dev.kubeuser.review;

import dev.kubeuser.discovery.internal.AppliedObjects;
import dev.kubeuser.discovery.internal.ObjectKey;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.Optional;

/**
 * Adds roles and bindings of a cluster to a policy, with file and line of those that come from manifests.
 *
 * @param applied the manifests
 */
record WrittenOrigins(AppliedObjects applied) {

    private static final String GROUP = "rbac.authorization.k8s.io";

    /** Whether it comes from a manifest. */
    boolean has(KubernetesObject object) {
        return manifest(object).isPresent();
    }

    private Optional<ManifestObject> manifest(KubernetesObject object) {
        V1ObjectMeta metadata = object.getMetadata();
        return applied.find(new ObjectKey(GROUP, kind(object), metadata.getNamespace(), metadata.getName()));
    }

    void add(KubernetesObject object, RbacPolicyBuilder policy) {
        manifest(object)
                .ifPresentOrElse(
                        manifest -> policy.add(object, path -> origin(manifest, path)), () -> policy.add(object));
    }

    /** The items of a list have no kind of their own, but each kind has a class, such as {@code V1ClusterRole}. */
    private static String kind(KubernetesObject object) {
        return object.getClass().getSimpleName().substring("V1".length());
    }

    /** For an aggregated rule, which no manifest has, the origin of the role. */
    private static Origin origin(ManifestObject manifest, String path) {
        try {
            return manifest.origin(path);
        } catch (IllegalArgumentException aggregated) {
            return manifest.origin();
        }
    }
}
