package dev.kubeuser.statement.internal;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.Origin;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The roles and bindings that a policy is made of, as written. Equal ones are at the same places and say the same. */
public final class PolicyManifests {

    private final String minor;
    private final Map<Origin, ManifestObject> objects = new LinkedHashMap<>();

    /**
     * Keeps the roles and bindings.
     *
     * @param minor the minor of Kubernetes whose default policy they join
     * @param all objects of any kind
     */
    public PolicyManifests(String minor, Collection<ManifestObject> all) {
        this.minor = minor;
        all.stream().filter(RbacManifest::isOf).forEach(object -> objects.put(object.origin(), object));
    }

    /** {@return the minor of Kubernetes whose default policy they join} */
    public String minor() {
        return minor;
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
                        && minor.equals(that.minor)
                        && objects.keySet().equals(that.objects.keySet())
                        && objects.values().stream().allMatch(that::contains));
    }

    @Override
    public int hashCode() {
        return 31 * minor.hashCode() + objects.keySet().hashCode();
    }
}
