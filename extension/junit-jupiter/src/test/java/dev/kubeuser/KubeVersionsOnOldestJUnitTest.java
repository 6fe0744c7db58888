// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.OneTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

/** What {@link KubeVersions} say where JUnit has no class templates. */
@RunsOnce
@OnEachJUnit
@DisabledIf(
        value = "dev.kubeuser.testkit.SessionStores#exist",
        disabledReason = "not applicable: this JUnit is new enough")
class KubeVersionsOnOldestJUnitTest {

    @KubeUser("alice")
    @KubeVersions("1.36")
    static class OnOneVersion extends OneTest {}

    @Test
    void the_annotation_names_what_it_found_and_what_it_needs() {
        assertThat(EngineRun.of(Map.of("kubeuser.cluster", "embedded"), OnOneVersion.class)
                        .failure())
                .hasMessage("@KubeVersions needs JUnit 5.13 or newer, but the test runs on JUnit 5.12.2: import"
                        + " org.junit:junit-bom of 5.13.4 or newer, or remove the annotation and run the build"
                        + " once for each version with kubeuser.kubernetes.version");
    }
}
