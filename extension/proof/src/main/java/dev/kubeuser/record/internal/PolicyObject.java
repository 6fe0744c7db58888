// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object of the policy under test, in the cluster and as written. Caches its hash code, because it is in many sets.
 */
public final class PolicyObject {

    private final JsonObject object;
    private final ManifestObject source;
    private final int hash;

    /**
     * Creates one. The object must not change afterwards.
     *
     * @param object the object in the cluster
     * @param source the object as written
     */
    public PolicyObject(JsonObject object, ManifestObject source) {
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

    /**
     * {@return an object of RBAC as JSON}
     *
     * @param kind the kind, of which there is one for the whole cluster too, for example {@code Role}
     * @param namespace its namespace; empty for the whole cluster
     * @param name its name
     * @param content what it has besides, by name
     */
    public static JsonObject json(String kind, String namespace, String name, Map<String, ?> content) {
        Map<String, Object> members = new HashMap<>(content);
        members.put("apiVersion", "rbac.authorization.k8s.io/v1");
        members.put("kind", namespace.isEmpty() ? "Cluster" + kind : kind);
        members.put(
                "metadata", namespace.isEmpty() ? Map.of("name", name) : Map.of("name", name, "namespace", namespace));
        return Json.object(members);
    }

    /** {@return the object in the cluster, which must not be changed} */
    public JsonObject object() {
        return object;
    }

    /** {@return the object as written} */
    public ManifestObject source() {
        return source;
    }

    /** {@return its file and line} */
    public Origin origin() {
        return source.origin();
    }

    /** {@return its kind, for example {@code RoleBinding}} */
    public String kind() {
        return Json.text(object, "kind");
    }

    /** {@return its name} */
    public String name() {
        return Json.text(object.get("metadata"), "name");
    }

    /** {@return its namespace in the cluster; empty if it is in none} */
    public String namespace() {
        return Json.text(object.get("metadata"), "namespace");
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
