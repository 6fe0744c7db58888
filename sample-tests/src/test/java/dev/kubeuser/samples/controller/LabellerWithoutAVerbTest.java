// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.samples.tool.PolicyEdit;
import dev.kubeuser.samples.tool.PolicyRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One verb less, and the controller's test says which. */
@RunsOnce
class LabellerWithoutAVerbTest {

    @ParameterizedTest
    @ValueSource(strings = {"list", "watch", "patch"})
    void its_test_fails(String verb, @TempDir Path copy) throws IOException {
        String verbs = String.join(
                ", ",
                List.of("list", "watch", "patch").stream()
                        .filter(other -> !other.equals(verb))
                        .toList());
        new PolicyEdit("labeller.yaml", "verbs: [list, watch, patch]", "verbs: [" + verbs + "]")
                .copy(Path.of("policies/labeller"), copy);

        Map<String, String> failures = PolicyRun.failures("labeller.policies", copy, LabellerTest.class);

        assertThat(failures).containsOnlyKeys("LabellerTest.its_rights_suffice", "LabellerTest.it_has_no_others");
        assertThat(failures.get("LabellerTest.its_rights_suffice"))
                .contains("User \\\"system:serviceaccount:labelled:labeller\\\" cannot " + verb
                        + " resource \\\"configmaps\\\" in API group \\\"\\\" in the namespace \\\"labelled\\\"");
        assertThat(failures.get("LabellerTest.it_has_no_others"))
                .contains("but the API server does not allow\n  configmaps: " + verb);
    }
}
