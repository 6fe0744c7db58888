// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.session;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.run.KubeSession;
import java.nio.file.Path;

/**
 * A program: {@code PolicyCheck REPORT FILE...} fails unless the policy in the files lets developers list pods in dev
 * only.
 */
final class PolicyCheck {

    private PolicyCheck() {}

    public static void main(String[] arguments) {
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .report(Path.of(arguments[0]))
                .start()) {
            for (int i = 1; i < arguments.length; i++) {
                session.apply(arguments[i]);
            }
            KubeAccess alice = session.user("alice", "developers");
            session.test(
                    "developers list pods in dev",
                    () -> assertThat(alice).can(list("pods").in("dev")));
            session.test(
                    "developers list no pods in ci",
                    () -> assertThat(alice).cannot(list("pods").in("ci")));
        }
    }
}
