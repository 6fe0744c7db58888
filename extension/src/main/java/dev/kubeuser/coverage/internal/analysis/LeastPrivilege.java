package dev.kubeuser.coverage.internal.analysis;

import java.util.List;

/**
 * The smallest roles that allow each subject everything that it was allowed to do while tests ran. Access that
 * Kubernetes grants to everyone by default needs no role, and neither does a member of {@code system:masters}.
 *
 * @param needs one entry for each subject that was allowed something
 */
public record LeastPrivilege(List<SubjectNeeds> needs) {

    /** Copies the list. */
    public LeastPrivilege {
        needs = List.copyOf(needs);
    }

    /**
     * {@return the least privilege}
     *
     * @param accesses what each subject needs
     */
    static LeastPrivilege of(List<NeededAccess> accesses) {
        return new LeastPrivilege(accesses.stream().map(NeededAccess::result).toList());
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
