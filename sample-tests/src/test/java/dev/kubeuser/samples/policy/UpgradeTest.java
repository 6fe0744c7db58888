// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;

import dev.kubeuser.kinds.NeedsVersions;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.question.Upgrade;
import dev.kubeuser.question.UpgradeComparison;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Who gains or loses access by an upgrade: a file for the review of the upgrade. */
@RunsOnce
@NeedsVersions({"1.34", "1.37"})
class UpgradeTest {

    @Test
    void who_gains_or_loses_access_was_reviewed() {
        Upgrade upgrade = UpgradeComparison.between("1.34", "1.37")
                .apply("policies/upgrade/")
                .subjects("group:system:monitoring")
                .compare();

        assertThat(upgrade).matchesGolden(Path.of("src/test/resources/upgrade.md"));
    }
}
