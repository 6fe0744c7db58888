// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.AccessTable;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.question.AccessMatrix;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The same policy in tables: lines that somebody wrote, and all that may be done, as it was committed. */
@TeamPolicy
class TeamAccessTest {

    @AccessTable("team-access.yaml")
    void access_is_as_written() {}

    @Test
    void nobody_gained_or_lost_access(@KubeUser("alice") KubeAccess alice) {
        AccessMatrix matrix = AccessMatrix.builder(alice.cluster())
                .subjects(alice)
                .subject("serviceaccount:ci/deployer")
                .in("dev", "ci")
                .ask();

        assertThat(matrix).matchesGolden(Path.of("src/test/resources/team-access.md"));
    }
}
