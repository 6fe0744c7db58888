// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.statement.EffectiveDifference;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A CustomResourceDefinition among the files removes no grant from an answer. The cluster may have another one, whose
 * scope nobody can change, and others ask about verbs of their own in namespaces.
 */
class DefinitionInFilesTest {

    private static Policy withDefinition(String resource, String kind) {
        return new Policy().definition(resource, kind, "Cluster");
    }

    private static List<String> gains(Policy before, Policy after) {
        return EffectiveDifference.between(
                        EffectivePolicy.of(before.manifests()), EffectivePolicy.of(after.manifests()))
                .gains()
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static Policy role(Policy policy, String rule) {
        return policy.role("prod/teams", rule).to("user mallory");
    }

    @Test
    void a_verb_of_others_is_gained_in_a_namespace() {
        String resource = "certificaterequestpolicies.policy.cert-manager.io";
        Policy before = withDefinition(resource, "CertificateRequestPolicy");
        Policy after = role(withDefinition(resource, "CertificateRequestPolicy"), "use " + resource);
        assertThat(gains(before, after)).containsExactly("User mallory gains use " + resource + " in prod");
    }

    @Test
    void what_the_same_change_defines_is_gained() {
        String resource = "workflows.argoproj.io";
        Policy after = role(withDefinition(resource, "Workflow"), "create " + resource);
        assertThat(gains(new Policy().namespace("prod"), after))
                .containsExactly("User mallory gains create " + resource + " in prod");
    }

    @Test
    void a_question_without_a_namespace_is_also_about_namespaces() {
        String resource = "workflows.argoproj.io";
        EffectivePolicy policy = EffectivePolicy.of(
                role(withDefinition(resource, "Workflow"), "create " + resource).manifests());
        assertThat(policy.requests(AccessQuery.create(resource))
                        .intersection(policy.granted()
                                .ownRequestsOf(policy.written()
                                        .bindings()
                                        .get(0)
                                        .subjects()
                                        .get(0)))
                        .isEmpty())
                .isFalse();
    }

    /** Where Kubernetes itself has its resources is known. */
    @Test
    void resources_of_kubernetes_without_a_namespace_are_not_gained_in_one() {
        assertThat(gains(new Policy().namespace("prod"), role(new Policy(), "get nodes")))
                .isEmpty();
        assertThat(gains(new Policy().namespace("prod"), role(new Policy(), "* nodes")))
                .isEmpty();
    }
}
