package dev.kubeuser.rbac;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * A rule that does not allow a request, and why not.
 *
 * @param binding the binding that grants the role
 * @param role the role that holds the rule
 * @param rule the rule, which would allow the request but for the differences
 * @param differences how the request or the user differs, at least one, the nearest first
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record NearMiss(RbacBinding binding, RbacRole role, RbacRule rule, Set<Difference> differences) {

    /** How a request differs from what a rule allows, from the nearest to the farthest. */
    public enum Difference {
        /** The rule is for objects with other names. */
        RESOURCE_NAME,
        /** The rule is for other verbs. */
        VERB,
        /** The rule is for another subresource, for the resource itself, or for a subresource only. */
        SUBRESOURCE,
        /** The rule is for another API group. */
        API_GROUP,
        /** The rule is bound in another namespace, or in one namespace while the request is cluster-wide. */
        NAMESPACE,
        /** The rule is for other resources. */
        RESOURCE,
        /** The rule is for other paths. */
        PATH,
        /** The binding does not name the user. */
        SUBJECT
    }

    /** Copies the set. */
    public NearMiss {
        differences = Collections.unmodifiableSet(EnumSet.copyOf(differences));
    }

    /**
     * {@return whether the binding names the user}
     */
    public boolean isBoundToUser() {
        return !differences.contains(Difference.SUBJECT);
    }
}
