package dev.kubeuser.analysis.internal;

import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.List;

/**
 * The smallest roles that allow the subjects of the policy everything that they were allowed to do while tests ran. Access that
 * Kubernetes grants to everyone by default needs no role, and neither does a member of {@code system:masters}.
 *
 * @param needs one entry for each subject of a binding that names a user who was allowed something
 */
public record LeastPrivilege(List<SmallestRoles> needs) {

    /** Copies the list. */
    public LeastPrivilege {
        needs = List.copyOf(needs);
    }

    /**
     * {@return the least privilege}
     *
     * @param accesses what each user needs
     * @param own the namespaces created for tests
     */
    public static LeastPrivilege of(List<NeededAccess> accesses, OwnNamespaces own) {
        PolicyUse subjects = new PolicyUse(own);
        accesses.forEach(access -> access.addTo(subjects));
        return subjects.result();
    }

    /**
     * {@return all roles, each with its binding, as YAML that can be applied, with placeholders for the namespaces
     * created for tests; empty if none is needed}
     */
    public String yaml() {
        StringBuilder yaml = new StringBuilder();
        needs.forEach(need -> yaml.append(need.yaml()));
        return yaml.toString();
    }
}
