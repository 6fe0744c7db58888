// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.lint.internal.PolicyFindings.PolicyFinding;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import dev.kubeuser.testkit.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write by mistake is told with what they meant, and what others may have meant is not touched. */
class CommonMistakesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {apiGroups: [v1], resources: [pods], verbs: [get]}              | a rule names the API group alone: write ""
            {apiGroups: [v1beta1], resources: [pods], verbs: [get]}         | write ""
            {apiGroups: [core], resources: [pods], verbs: [get]}            | write "" instead of "core"
            {apiGroups: [core/v1], resources: [pods], verbs: [get]}         | write ""
            {apiGroups: [apps/v1], resources: [deployments], verbs: [get]}  | "apps/v1" is a version, and a rule names the API group alone: write "apps"
            {apiGroups: [extensions], resources: [deployments], verbs: [get]} | serves the API group "extensions": write "apps"
            {apiGroups: [extensions], resources: [ingresses], verbs: [get]} | write "networking.k8s.io"
            {apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use]} | No supported version of Kubernetes has podsecuritypolicies
            {apiGroups: [policy], resources: [podsecuritypolicies], verbs: ['*']} | No supported version of Kubernetes has podsecuritypolicies
            {apiGroups: [widgets], resources: [widgets], verbs: [get]}      | that of a CustomResourceDefinition has a dot
            {apiGroups: [app], resources: [deployments], verbs: [get]}      | Did you mean "apps"?
            {apiGroups: [networking.k8s.oi], resources: [ingresses], verbs: [get]} | Did you mean "networking.k8s.io"?
            {apiGroups: [''], resources: [pods], verbs: ['get,list']}       | "get,list" is one verb: write 2, ["get", "list"]
            {apiGroups: [''], resources: ['pods, secrets'], verbs: [get]}   | "pods, secrets" is one resource: write 2, ["pods", "secrets"]
            {apiGroups: [''], resources: [pods], resourceNames: ['web-*'], verbs: [get]} | No object is named "web-*": names have no wildcards
            {apiGroups: [''], resources: [pods], resourceNames: ['*'], verbs: [get]} | No object is named "*"
            {nonResourceURLs: [healthz], verbs: [get]}                      | a path begins with a slash, as in "/healthz"
            {nonResourceURLs: ['/api/*/x'], verbs: [get]}                   | only at the end, as in "/api/*"
            {apiGroups: [''], resources: [pods/exec], verbs: [get]}         | also needs create, which the role does not allow
            """)
    void a_rule_without_effect_is_told_with_what_was_meant(String rule, String message) {
        assertThat(lint(new Policy().clusterRole("some", rule)).idle())
                .singleElement()
                .extracting(PolicyFinding::problem)
                .asString()
                .contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiGroups: [gateway.networking.k8s.io], resources: [gateways], verbs: [get]}",
                "{apiGroups: [policy.networking.k8s.io], resources: [adminnetworkpolicies], verbs: [get]}",
                "{apiGroups: [networking.istio.io], resources: [virtualservices], verbs: [get]}",
                "{apiGroups: [scheduling.x-k8s.io], resources: [podgroups], verbs: [get]}",
                "{apiGroups: [route.openshift.io], resources: [routes], verbs: [get]}",
                "{apiGroups: [machine.openshift.io], resources: [machines], verbs: [get]}",
            })
    void an_api_of_others_is_not_known_and_no_mistake(String rule) {
        PolicyFindings found = lint(new Policy().clusterRole("some", rule));
        assertThat(found.idle()).isEmpty();
        assertThat(found.groupsOfOthers()).hasSize(1);
        assertThat(found.text())
                .contains("1 API group not known here, so rules on it are not checked for mistakes: "
                        + found.groupsOfOthers().iterator().next());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiGroups: [security.openshift.io], resources: [securitycontextconstraints],"
                        + " verbs: [use, get, list, watch, create, update, patch, delete]}",
                "{apiGroups: [security.openshift.io], resources: [rangeallocations], verbs: [get]}",
                "{apiGroups: [cert-manager.io], resources: [signers], resourceNames: ['issuers.cert-manager.io/*'],"
                        + " verbs: [approve]}",
                "{apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: ['example.com/*'],"
                        + " verbs: [sign]}",
                "{apiGroups: [''], resources: [pods/exec], verbs: [get, create]}",
                "{nonResourceURLs: ['/api/*', '*', /healthz], verbs: [get]}",
            })
    void what_can_have_an_effect_is_no_mistake(String rule) {
        assertThat(lint(new Policy().clusterRole("some", rule)).idle()).isEmpty();
    }

    @Test
    void a_list_of_named_objects_is_told_to_need_a_selector() {
        String named = "{apiGroups: [''], resources: [configmaps], resourceNames: [web], verbs: [get, list]}";
        assertThat(lint(new Policy().clusterRole("some", named)).text())
                .contains("1 rule allows less than it seems")
                .anySatisfy(
                        line -> assertThat(line)
                                .endsWith(
                                        "With resourceNames, a request to list configmaps is allowed only if it selects one by"
                                                + " --field-selector metadata.name=NAME; a plain kubectl get configmaps is refused"));
        assertThat(lint(new Policy().clusterRole("some", named, "list configmaps"))
                        .limited())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            user system:masters                     | Nobody is User system:masters: write kind: Group
            group system:anonymous                  | write kind: User for system:anonymous
            group system:authenticate               | Did you mean "system:authenticated"?
            user system:serviceaccount:dev          | one of them is User system:serviceaccount:NAMESPACE:NAME
            group system:serviceaccount:dev         | is Group system:serviceaccounts:NAMESPACE
            group system:serviceaccount:dev:robot   | write kind: ServiceAccount, namespace: dev, name: robot
            """)
    void a_subject_that_nobody_can_be_is_told(String subject, String message) {
        PolicyFindings found = lint(new Policy().clusterRole("some", "get pods").to(subject));
        assertThat(found.idle())
                .singleElement()
                .satisfies(each -> assertThat(each.problem()).contains(message));
        assertThat(found.sarif()).contains("ClusterRoleBinding some: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user system:serviceaccount:dev:robot",
                "group system:serviceaccounts:dev",
                "group system:bootstrappers:kubeadm:default-node-token",
                "user system:node:worker",
                "user system:k3s-controller",
                "group devs"
            })
    void a_subject_that_somebody_can_be_is_no_mistake(String subject) {
        assertThat(lint(new Policy().clusterRole("some", "get pods").to(subject))
                        .idle())
                .isEmpty();
    }

    private static PolicyFindings lint(Policy policy) {
        return PolicyFindings.of(
                PolicyFiles.of(
                        policy.manifests(), KnownVersions.read().standard().withoutPatch(), true, false),
                Certainty.LIKELY,
                AcceptedRisks.none());
    }
}
