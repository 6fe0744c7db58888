// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.manifest.Manifests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an expression of a policy asks the authorizer, as far as it says so. */
class AdmissionQuestionTest {

    private static final int CALLS = 20_000;

    @Test
    void names_resource_verb_and_namespace() {
        AdmissionQuestion asked =
                of("authorizer.group('apps').resource('deployments').namespace('shop').check('release')");
        assertThat(asked.asked().verbs()).containsExactly("release");
        assertThat(asked.asked().resources()).containsExactly("deployments");
        assertThat(asked.namespaces()).containsExactly("shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "f(a) + ", "f(g(a)) + "})
    void may_have_a_long_argument(String part) {
        AdmissionQuestion asked = of("authorizer.group('apps').resource(" + part.repeat(CALLS) + "b).check('release')");
        assertThat(asked.asked().resources()).containsExactly("*");
        assertThat(asked.asked().verbs()).containsExactly("release");
    }

    private static AdmissionQuestion of(String expression) {
        List<AdmissionQuestion> asked = AdmissionQuestion.of(Manifests.parse("policy.yaml", """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: asks}
                spec:
                  validations:
                  - expression: |
                      %s
                """.formatted(expression))
                .objects()
                .get(0));
        assertThat(asked).hasSize(1);
        return asked.get(0);
    }
}
