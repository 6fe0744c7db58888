package dev.kubeuser.policy;

import org.jspecify.annotations.Nullable;

/**
 * Where a rule comes from. A rule that was aggregated keeps the ClusterRole that it was written in.
 *
 * @param role the role that the rule was written in
 * @param index its index in that role's rules, from 0
 * @param source its file and line, or {@code null} if not known
 */
public record RuleOrigin(ObjectId role, int index, @Nullable Source source) {

    /** {@return for example {@code ClusterRole view rules[3] (deploy/view.yaml:17)}} */
    @Override
    public String toString() {
        return role + " rules[" + index + "]" + (source == null ? "" : " (" + source + ")");
    }
}
