// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rules are risky, and where. */
@RunsOnce
class RiskTest {

    private static List<RiskFinding> risks(Policies policy) {
        return Risks.in(policy.build()).of(UserInfo.user("alice"));
    }

    private static String rule(String group, String resource, String verb) {
        return "{apiGroups: [\"" + group + "\"], resources: [\"" + resource + "\"], verbs: [\"" + verb + "\"]}";
    }

    @ParameterizedTest
    @CsvSource({
        "SECRETS_READ, '', secrets, watch",
        "SECRETS_READ, '', secrets, patch",
        "SECRETS_READ, '', secrets, delete",
        "SECRETS_READ, '', secrets, deletecollection",
        "WORKLOAD_CREATION, batch, jobs, create",
        "POD_ACCESS, '', pods/attach, create",
        "PERSISTENT_VOLUME_CREATION, '', persistentvolumes, create",
        "NODES_PROXY, '', nodes/proxy, get",
        "ESCALATE, rbac.authorization.k8s.io, clusterroles, escalate",
        "BIND, rbac.authorization.k8s.io, clusterroles, bind",
        "IMPERSONATE, '', groups, impersonate",
        "IMPERSONATE, authentication.k8s.io, users, impersonate:user-info",
        "IMPERSONATE, authentication.k8s.io, nodes, impersonate:associated-node",
        "CERTIFICATE_APPROVAL, certificates.k8s.io, certificatesigningrequests/approval, patch",
        "CERTIFICATE_SIGNING, certificates.k8s.io, signers, sign",
        "TOKEN_REQUEST, '', serviceaccounts/token, create",
        "ADMISSION_CONTROL, admissionregistration.k8s.io, validatingwebhookconfigurations, delete",
        "NAMESPACE_MODIFICATION, '', namespaces, patch",
        "NAMESPACE_MODIFICATION, '', namespaces/status, patch",
        "NAMESPACE_MODIFICATION, '', namespaces/finalize, update",
    })
    void a_rule_is_risky(Risk risk, String group, String resource, String verb) {
        assertThat(risks(new Policies().clusterWide(rule(group, resource, verb))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.risk()).isEqualTo(risk);
                    assertThat(finding.rule().origin()).hasToString("policy.yaml:12");
                    assertThat(finding.grant())
                            .get()
                            .satisfies(grant ->
                                    assertThat(grant.binding().origin()).hasToString("policy.yaml:14"));
                });
    }

    @ParameterizedTest
    @CsvSource({"'', pods, get", "'', secrets, create", "'', pods/log, get", "apps, deployments, list"})
    void others_are_not(String group, String resource, String verb) {
        assertThat(risks(new Policies().clusterWide(rule(group, resource, verb))))
                .isEmpty();
    }

    @Test
    void everything_is_each_of_them() {
        assertThat(risks(new Policies().clusterWide(rule("*", "*", "*"))))
                .extracting(RiskFinding::risk)
                .containsExactly(Risk.values());
    }

    @Test
    void each_path_begins_with_a_slash() {
        assertThat(risks(new Policies().clusterWide("{nonResourceURLs: [\"/*\"], verbs: [get]}")))
                .extracting(RiskFinding::risk)
                .containsExactly(Risk.WILDCARD);
        assertThat(risks(new Policies().clusterWide("{nonResourceURLs: [\"/metrics/*\"], verbs: [get]}")))
                .isEmpty();
    }

    @Test
    void what_is_of_the_cluster_is_no_risk_in_a_namespace() {
        assertThat(risks(new Policies().in("dev", rule("", "nodes/proxy", "get"), rule("", "users", "impersonate"))))
                .isEmpty();
        assertThat(risks(new Policies().in("dev", rule("", "serviceaccounts", "impersonate"))))
                .extracting(RiskFinding::risk)
                .containsExactly(Risk.IMPERSONATE);
    }

    @Test
    void secrets_that_are_named_are_none() {
        assertThat(risks(new Policies()
                        .in("dev", "{apiGroups: [\"\"], resources: [secrets], resourceNames: [db], verbs: [get]}")))
                .isEmpty();
    }

    /** The request for it has no name. */
    @ParameterizedTest
    @CsvSource({
        "admissionregistration.k8s.io, mutatingwebhookconfigurations, create, false",
        "admissionregistration.k8s.io, mutatingwebhookconfigurations, deletecollection, false",
        "admissionregistration.k8s.io, mutatingwebhookconfigurations, 'create, patch', true",
        "'', pods, create, false",
        "'', pods/exec, create, true",
        "'', namespaces, patch, true"
    })
    void what_is_named_is_made_by_who_applies_it(String group, String resource, String verbs, boolean isRisky) {
        String rule = "{apiGroups: [\"" + group + "\"], resources: [" + resource + "], resourceNames: [one], verbs: ["
                + verbs + "]}";
        assertThat(risks(new Policies().clusterWide(rule)).isEmpty()).isEqualTo(!isRisky);
    }

    /** Also one for a subresource of all resources, which only the rules of the policy name. */
    @ParameterizedTest
    @CsvSource({
        "apps, deployments, get, false",
        "apps, deployments/scale, get, false",
        "apps, deployments, *, true",
        "apps, *, get, true",
        "apps, */scale, get, true",
        "*, deployments, get, true",
    })
    void wildcards_are_about_requests_to_come(String group, String resource, String verb, boolean isWildcard) {
        RbacPolicy policy =
                new Policies().clusterWide(rule(group, resource, verb)).build();
        RbacRule written = policy.role(RoleReference.clusterRole("r1"))
                .orElseThrow()
                .rules()
                .get(0);
        assertThat(written.requests()
                        .intersection(Risk.WILDCARD.requests(policy))
                        .isEmpty())
                .isNotEqualTo(isWildcard);
        assertThat(Risk.WILDCARD.requests().isEmpty()).isTrue();
        assertThat(Risk.BIND.requests(policy)).isEqualTo(Risk.BIND.requests());
    }

    @Test
    void a_risk_is_accepted_everywhere_or_in_a_role() {
        RiskFinding finding =
                risks(new Policies().in("dev", rule("", "secrets", "get"))).get(0);
        assertThat(Risk.SECRETS_READ.accepts(finding)).isTrue();
        assertThat(Risk.POD_ACCESS.accepts(finding)).isFalse();
        assertThat(Risk.SECRETS_READ.in(RoleReference.role("dev", "r1")).accepts(finding))
                .isTrue();
        assertThat(Risk.SECRETS_READ.in(RoleReference.clusterRole("r1")).accepts(finding))
                .isFalse();
        assertThatThrownBy(() -> Risk.BIND.in("edit")).hasMessageContaining("ClusterRole view");
    }

    /** On older versions {@code get} is enough to run commands; on newer ones {@code create} is needed too. */
    @ParameterizedTest
    @CsvSource({
        "1.34, pods/exec, true",
        "1.34, pods/attach, true",
        "1.34, pods/portforward, false",
        "1.35, pods/exec, false",
        "1.37, pods/attach, false",
    })
    void reading_a_stream_is_risky_where_it_enters_pods(String version, String resource, boolean isRisky) {
        Policies policy = new Policies().clusterWide(rule("", resource, "get"));
        assertThat(Risks.in(policy.build()).with(ServerFeature.of(version)).of(UserInfo.user("alice")))
                .extracting(RiskFinding::risk)
                .isEqualTo(isRisky ? List.of(Risk.POD_ACCESS) : List.of());
    }
}
