// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RunsOnce
class ServerFeatureTest {

    @ParameterizedTest
    @CsvSource({
        "v1.34.4, false, false",
        "1.35, true, false",
        "v1.35.4+k3s1, true, false",
        "v1.36.0-rc.1, true, true",
        "1.37, true, true",
        "2.0, true, true",
        "unknown, true, true",
    })
    void a_version_has_it_from_its_first_minor_on(String version, boolean streams, boolean constrained) {
        assertThat(ServerFeature.CREATE_FOR_STREAMS.isIn(version)).isEqualTo(streams);
        assertThat(ServerFeature.CONSTRAINED_IMPERSONATION.isIn(version)).isEqualTo(constrained);
    }

    @Test
    void all_are_in_the_newest() {
        assertThat(ServerFeature.of("1.34")).isEmpty();
        assertThat(ServerFeature.of("1.35")).containsExactly(ServerFeature.CREATE_FOR_STREAMS);
        assertThat(ServerFeature.of("1.37")).isEqualTo(ServerFeature.all());
        assertThat(ServerFeature.CREATE_FOR_STREAMS.since()).isEqualTo("1.35");
    }
}
