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
import dev.kubeuser.rbac.escalation.internal.Risks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rules are risky, and where. */
@RunsOnce
class RiskTest {

    private static List<RiskFinding> risks(Policies policy) {
        return Risks.in(policy.build()).of(UserInfo.user("alice"));
    }

    @ParameterizedTest
    @CsvSource({
        "SECRETS_READ, watch secrets",
        "SECRETS_READ, patch secrets",
        "SECRETS_READ, delete secrets",
        "SECRETS_READ, deletecollection secrets",
        "WORKLOAD_CREATION, create jobs.batch",
        "POD_ACCESS, create pods/attach",
        "PERSISTENT_VOLUME_CREATION, create persistentvolumes",
        "NODES_PROXY, get nodes/proxy",
        "ESCALATE, escalate clusterroles.rbac.authorization.k8s.io",
        "BIND, bind clusterroles.rbac.authorization.k8s.io",
        "IMPERSONATE, impersonate groups",
        "IMPERSONATE, impersonate:user-info users.authentication.k8s.io",
        "IMPERSONATE, impersonate:associated-node nodes.authentication.k8s.io",
        "CERTIFICATE_APPROVAL, patch certificatesigningrequests.certificates.k8s.io/approval",
        "CERTIFICATE_SIGNING, sign signers.certificates.k8s.io",
        "TOKEN_REQUEST, create serviceaccounts/token",
        "ADMISSION_CONTROL, delete validatingwebhookconfigurations.admissionregistration.k8s.io",
        "NAMESPACE_MODIFICATION, patch namespaces",
        "NAMESPACE_MODIFICATION, patch namespaces/status",
        "NAMESPACE_MODIFICATION, update namespaces/finalize",
        "UNSAFE_DELETE, unsafe-delete-ignore-read-errors pods",
    })
    void a_rule_is_risky(Risk risk, String rule) {
        assertThat(risks(new Policies().clusterWide(rule))).singleElement().satisfies(finding -> {
            assertThat(finding.risk()).isEqualTo(risk);
            assertThat(finding.rule().origin()).hasToString("policy.yaml:12");
            assertThat(finding.grant())
                    .get()
                    .satisfies(grant -> assertThat(grant.binding().origin()).hasToString("policy.yaml:14"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"get pods", "create secrets", "get pods/log", "list deployments.apps", "get secrets db"})
    void others_are_not(String rule) {
        assertThat(risks(new Policies().clusterWide(rule))).isEmpty();
    }

    @Test
    void everything_is_each_of_them() {
        assertThat(risks(new Policies().clusterWide("* *.*")))
                .extracting(RiskFinding::risk)
                .containsExactly(Risk.values());
    }

    @Test
    void each_path_begins_with_a_slash() {
        assertThat(risks(new Policies().clusterWide("get /*")))
                .extracting(RiskFinding::risk)
                .containsExactly(Risk.WILDCARD);
        assertThat(risks(new Policies().clusterWide("get /metrics/*"))).isEmpty();
    }

    @Test
    void what_is_of_the_cluster_is_no_risk_in_a_namespace() {
        assertThat(risks(new Policies().in("dev", "get nodes/proxy", "impersonate users")))
                .isEmpty();
        assertThat(risks(new Policies().in("dev", "impersonate serviceaccounts")))
                .extracting(RiskFinding::risk)
                .containsExactly(Risk.IMPERSONATE);
    }

    /** The request for it has no name. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            create mutatingwebhookconfigurations.admissionregistration.k8s.io one           | false
            deletecollection mutatingwebhookconfigurations.admissionregistration.k8s.io one | false
            create,patch mutatingwebhookconfigurations.admissionregistration.k8s.io one     | true
            create pods one      | false
            create pods/exec one | true
            patch namespaces one | true
            """)
    void what_is_named_is_made_by_who_applies_it(String rule, boolean isRisky) {
        assertThat(risks(new Policies().clusterWide(rule)).isEmpty()).isEqualTo(!isRisky);
    }

    /** Also one for a subresource of all resources, which only the rules of the policy name. */
    @ParameterizedTest
    @CsvSource({
        "get deployments.apps, false",
        "get deployments.apps/scale, false",
        "* deployments.apps, true",
        "get *.apps, true",
        "get *.apps/scale, true",
        "get deployments.*, true",
    })
    void wildcards_are_about_requests_to_come(String rule, boolean isWildcard) {
        RbacPolicy policy = new Policies().clusterWide(rule).build();
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
        RiskFinding finding = risks(new Policies().in("dev", "get secrets")).get(0);
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
        Policies policy = new Policies().clusterWide("get " + resource);
        assertThat(Risks.in(policy.build()).with(ServerFeature.of(version)).of(UserInfo.user("alice")))
                .extracting(RiskFinding::risk)
                .isEqualTo(isRisky ? List.of(Risk.POD_ACCESS) : List.of());
    }
}
