// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.rbac.Subject;
import java.util.List;

/**
 * What one subject may do today, and some of what it may not.
 *
 * @param subject the subject
 * @param canBecomeAdmin whether there is a path to cluster-admin
 * @param cases at least one, the riskiest first
 */
record SubjectDraft(Subject subject, boolean canBecomeAdmin, List<DraftCase> cases) {

    /** The riskiest first. */
    int rank() {
        return canBecomeAdmin
                ? -1
                : cases.stream().mapToInt(DraftCase::rank).min().orElse(Integer.MAX_VALUE);
    }

    int size() {
        return cases.stream().mapToInt(DraftCase::size).sum();
    }
}
