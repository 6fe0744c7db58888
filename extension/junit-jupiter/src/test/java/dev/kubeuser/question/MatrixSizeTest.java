// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import org.junit.jupiter.api.Test;

@RunsOnce
class MatrixSizeTest {

    @Test
    void many_questions_are_told_with_their_time_and_how_to_ask_fewer() {
        assertThat(AccessMatrixBuilder.warning(200, 50, 3_570_000).orElseThrow())
                .isEqualTo("The access matrix asks the API server 3,570,000 questions about 200 subjects in 50 places, "
                        + "which takes about 14 minutes on two cores. To ask fewer, name fewer namespaces: one "
                        + "stands for others with the same roles, and inAllNamespaces() for what "
                        + "ClusterRoleBindings grant. "
                        + "A group stands for its members.");
        assertThat(AccessMatrixBuilder.warning(100, 2, 142_800))
                .hasValueSatisfying(warning -> assertThat(warning).contains(" about 35 s on two cores"));
    }

    @Test
    void usual_ones_are_asked_without_a_word() {
        assertThat(AccessMatrixBuilder.warning(10, 2, 7_170)).isEmpty();
    }
}
