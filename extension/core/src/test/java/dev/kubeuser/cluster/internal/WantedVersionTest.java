// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oldest servers that the library can use. Tests on each kind show that newer ones are let through. */
class WantedVersionTest {

    @ParameterizedTest
    @ValueSource(strings = {"v1.21.3+k3s1", "v1.27.16", "v1.27.16-eks-a737599", "1.9", "v0.30.0"})
    void older_ones_are_too_old(String version) {
        assertThat(WantedVersion.tooOld(version))
                .hasValueSatisfying(reason -> assertThat(reason).contains("but kubeuser needs 1.28 or newer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.28.0", "v1.28.15-gke.1", "v1.37.2+k3s1", "v2.0.0"})
    void newer_ones_are_not(String version) {
        assertThat(WantedVersion.tooOld(version)).isEmpty();
    }

    @Test
    void version_that_cannot_be_read_is_let_through() {
        assertThat(WantedVersion.tooOld("devel")).isEmpty();
    }

    @Test
    void version_whose_last_patch_is_out_is_said_from_the_next_day_on() {
        LocalDate last = LocalDate.of(2026, 10, 27);
        assertThat(WantedVersion.endOfLifeWarning("v1.34.4+k3s1", last)).isEmpty();
        assertThat(WantedVersion.endOfLifeWarning("v1.34.4+k3s1", last.plusDays(1)))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).startsWith("Kubernetes 1.34 has received no patches since 2026-10-27"));
        assertThat(WantedVersion.endOfLifeWarning("v1.99.0", LocalDate.MAX)).isEmpty();
    }
}
