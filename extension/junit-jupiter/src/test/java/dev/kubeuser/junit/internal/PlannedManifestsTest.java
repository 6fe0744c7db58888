// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.junit.internal.PolicyPlan.PlannedManifests;
import dev.kubeuser.kinds.RunsOnce;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

@RunsOnce
class PlannedManifestsTest {

    private static final Declared.Files NAMING_A_PARAMETER =
            new Declared.Files(List.of("${policies}"), "", UnaryOperator.identity());

    @Test
    void a_parameter_without_a_value_is_an_error() {
        assertThatExceptionOfType(ExtensionConfigurationException.class)
                .isThrownBy(() -> PlannedManifests.load(NAMING_A_PARAMETER, "class A", Map.of(), name -> null))
                .withMessage("@KubeManifests on class A: the source ${policies} names a configuration parameter without"
                        + " a value: set it, as by -Dpolicies=DIRECTORY for ${policies}, or give it a default, as in"
                        + " ${policies:-deploy/rbac/}");
    }

    @Test
    void a_parameter_that_names_itself_is_an_error() {
        assertThatExceptionOfType(ExtensionConfigurationException.class)
                .isThrownBy(() ->
                        PlannedManifests.load(NAMING_A_PARAMETER, "class A", Map.of(), name -> "a/${" + name + "}"))
                .withMessage("@KubeManifests on class A: the source ${policies} names a configuration parameter whose"
                        + " value names itself: give it a value without ${...}");
    }
}
