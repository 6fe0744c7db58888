package dev.kubeuser.coverage.internal.recording;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.Origin;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.JSON;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Role, ClusterRole or binding of the policy under test. It is in many sets, so it knows its hash code. */
public final class PolicyObject {

    private final KubernetesObject object;
    private final ManifestObject source;
    private final int hash;

    /**
     * Creates one. The object must not change afterwards.
     *
     * @param object the object in the cluster
     * @param source the object as written
     */
    public PolicyObject(KubernetesObject object, ManifestObject source) {
        this.object = object;
        this.source = source;
        this.hash = object.hashCode();
    }

    /**
     * {@return the policy object that an object of a manifest becomes, or empty if it is not an RBAC object}
     *
     * @param source the object of a manifest
     * @param namespace its namespace if it names none
     */
    public static Optional<PolicyObject> of(ManifestObject source, String namespace) {
        return RbacManifest.of(source, namespace).map(object -> new PolicyObject(object, source));
    }

    /** Creates one from an RBAC object in a manifest, and the object in the cluster. */
    static PolicyObject of(ManifestObject source, JsonObject inCluster) {
        return new PolicyObject(RbacManifest.read(inCluster), source);
    }

    /**
     * {@return the object in the cluster}
     */
    public KubernetesObject object() {
        return object;
    }

    /**
     * {@return the object as written}
     */
    public ManifestObject source() {
        return source;
    }

    /**
     * {@return its file and line}
     */
    public Origin origin() {
        return source.origin();
    }

    /** Returns a copy of the object that may be changed. */
    public <T extends KubernetesObject> @Nullable T copyAs(Class<T> type) {
        return type.isInstance(object) ? JSON.deserialize(JSON.serialize(object), type) : null;
    }

    /** Whether both have the same origin, even if they are in different namespaces. */
    public boolean isWrittenWith(PolicyObject other) {
        return origin().equals(other.origin());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof PolicyObject that
                        && hash == that.hash
                        && origin().equals(that.origin())
                        && object.equals(that.object));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Returns kind, name and origin. */
    @Override
    public String toString() {
        return source.toString();
    }
}
