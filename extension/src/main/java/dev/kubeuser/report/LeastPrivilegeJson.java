package dev.kubeuser.report;

import dev.kubeuser.coverage.internal.DecisionSource;
import dev.kubeuser.coverage.internal.ExcessPermission;
import dev.kubeuser.coverage.internal.SubjectNeeds;
import dev.kubeuser.rbac.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In {@code report.json}: what a subject needs, as YAML, and what it has beyond that. */
record LeastPrivilegeJson(String subject, DecisionSource source, String yaml, List<Beyond> excess) {

    /** A permission that is not needed, or only in part. */
    record Beyond(
            String binding,
            String role,
            int index,
            @Nullable Origin origin,
            String permission,
            boolean neededInPart) {
        static Beyond of(ExcessPermission excess) {
            return new Beyond(
                    excess.binding().toString(),
                    excess.rule().id().role().toString(),
                    excess.rule().id().index(),
                    excess.rule().origin(),
                    excess.permission().toString(),
                    excess.isNeededInPart());
        }
    }

    static LeastPrivilegeJson of(SubjectNeeds needs) {
        return new LeastPrivilegeJson(
                needs.subject(),
                needs.source(),
                needs.yaml(),
                needs.excess().stream().map(Beyond::of).toList());
    }
}
