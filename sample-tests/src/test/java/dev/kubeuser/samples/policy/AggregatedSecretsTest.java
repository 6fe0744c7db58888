// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.watch;
import static dev.kubeuser.rbac.Subject.group;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.statement.EffectivePolicy;
import org.junit.jupiter.api.Test;

/** A role that no binding names gives developers the Secrets of production, by its label alone. */
@RunsOnce
class AggregatedSecretsTest {

    private final EffectivePolicy policy =
            EffectivePolicy.of(Manifests.load("policies/everybody/", "policies/everybody/added/"));

    @Test
    void developers_read_secrets() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(policy)
                        .inNamespacesLabelled("env=prod")
                        .onlyAllows(get("secrets"), list("secrets"), watch("secrets"))
                        .to(group("sre"), group("platform")))
                .withMessage("%n".formatted() + """
                        Expecting nobody but Group sre, Group platform
                        to be allowed get secrets, list secrets, watch secrets in every namespace labelled env=prod
                        but Group developers is allowed get secrets in prod
                          rule 1 of ClusterRole secret-debugger (policies/everybody/added/secret-debugger.yaml:8), aggregated into ClusterRole view: {apiGroups: [""], resources: [secrets], verbs: [get]}
                            through RoleBinding prod/viewers (policies/everybody/prod.yaml:36) to Group developers
                        """.strip());
    }

    @Test
    void a_comparison_with_what_was_reviewed_tells_it_too() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(policy)
                        .grantsNothingBeyond(EffectivePolicy.of(Manifests.load("policies/everybody/reviewed/"))))
                .withMessage("%n".formatted() + """
                        Expecting the policy
                        to grant nothing beyond the reference
                        but
                          Group developers gains get secrets in prod
                            rule 1 of ClusterRole secret-debugger (policies/everybody/added/secret-debugger.yaml:8), aggregated into ClusterRole view: {apiGroups: [""], resources: [secrets], verbs: [get]}
                              through RoleBinding prod/viewers (policies/everybody/prod.yaml:36) to Group developers
                        """.strip());
    }
}
