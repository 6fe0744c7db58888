package dev.kubeuser.coverage.internal.recording;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.Origin;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.JSON;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Role, ClusterRole or binding of the policy under test.
 *
 * @param object as it is in the cluster
 * @param source as it was written
 */
public record PolicyObject(KubernetesObject object, ManifestObject source) {

    /**
     * {@return the object that an object of a manifest becomes, or empty if it is not one of RBAC}
     *
     * @param source of a manifest
     * @param namespace where it goes if it names none
     */
    public static Optional<PolicyObject> of(ManifestObject source, String namespace) {
        return RbacManifest.of(source, namespace).map(object -> new PolicyObject(object, source));
    }

    /** Of an RBAC object in a manifest, and the object in the cluster. */
    static PolicyObject of(ManifestObject source, JsonObject inCluster) {
        return new PolicyObject(RbacManifest.read(inCluster), source);
    }

    /**
     * {@return its file and line}
     */
    public Origin origin() {
        return source.origin();
    }

    /** A copy of the object, to be changed. */
    public <T extends KubernetesObject> @Nullable T copyAs(Class<T> type) {
        return type.isInstance(object) ? JSON.deserialize(JSON.serialize(object), type) : null;
    }

    /** Whether both were written in the same place, though perhaps applied to different namespaces. */
    public boolean isWrittenWith(PolicyObject other) {
        return origin().equals(other.origin());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PolicyObject that && object.equals(that.object) && origin().equals(that.origin());
    }

    @Override
    public int hashCode() {
        return object.hashCode();
    }

    /** Kind, name and origin. */
    @Override
    public String toString() {
        return source.toString();
    }
}
