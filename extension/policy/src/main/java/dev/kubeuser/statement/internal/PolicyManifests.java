// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement.internal;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.Origin;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The roles and bindings that a policy is made of, as written. Equal ones have the same content at the same places. */
public final class PolicyManifests {

    private final DefaultGrants defaults;
    private final Map<Origin, ManifestObject> objects = new LinkedHashMap<>();

    /**
     * Keeps the roles and bindings.
     *
     * @param defaults what Kubernetes gives by the default policy that they join
     * @param all objects of any kind
     */
    public PolicyManifests(DefaultGrants defaults, Collection<ManifestObject> all) {
        this.defaults = defaults;
        all.stream().filter(RbacManifest::isOf).forEach(object -> objects.put(object.origin(), object));
    }

    /** {@return what Kubernetes gives by the default policy that they join} */
    public DefaultGrants defaults() {
        return defaults;
    }

    /** {@return the roles and bindings} */
    public List<ManifestObject> objects() {
        return List.copyOf(objects.values());
    }

    /** {@return whether an object of the same place is among them} */
    public boolean isAt(Origin origin) {
        return objects.containsKey(origin);
    }

    /** {@return whether an object is among them, as it is written here} */
    public boolean contains(ManifestObject object) {
        ManifestObject same = objects.get(object.origin());
        return same != null && same.json().equals(object.json());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof PolicyManifests that
                        && defaults.equals(that.defaults)
                        && objects.keySet().equals(that.objects.keySet())
                        && objects.values().stream().allMatch(that::contains));
    }

    @Override
    public int hashCode() {
        return 31 * defaults.hashCode() + objects.keySet().hashCode();
    }
}
