// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.Risks;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rules are risky, and where. */
class RiskTest {

    private static List<RiskFinding> risks(Policies policy) {
        return Risks.in(policy.build()).of(UserInfo.user("alice"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # where | rules | the risk, if there is one
            * | watch secrets                          | SECRETS_READ
            * | patch secrets                          | SECRETS_READ
            * | delete secrets                         | SECRETS_READ
            * | deletecollection secrets               | SECRETS_READ
            * | create jobs.batch                      | WORKLOAD_CREATION
            * | create pods/attach                     | POD_ACCESS
            * | create persistentvolumes               | PERSISTENT_VOLUME_CREATION
            * | get nodes/proxy                        | NODES_PROXY
            * | escalate clusterroles.rbac.authorization.k8s.io | ESCALATE
            * | bind clusterroles.rbac.authorization.k8s.io | BIND
            * | impersonate groups                     | IMPERSONATE
            * | impersonate:user-info users.authentication.k8s.io | IMPERSONATE
            * | impersonate:associated-node nodes.authentication.k8s.io | IMPERSONATE
            * | patch certificatesigningrequests.certificates.k8s.io/approval | CERTIFICATE_APPROVAL
            * | sign signers.certificates.k8s.io       | CERTIFICATE_SIGNING
            * | create serviceaccounts/token           | TOKEN_REQUEST
            * | delete validatingwebhookconfigurations.admissionregistration.k8s.io | ADMISSION_CONTROL
            * | patch namespaces                       | NAMESPACE_MODIFICATION
            * | patch namespaces/status                | NAMESPACE_MODIFICATION
            * | update namespaces/finalize             | NAMESPACE_MODIFICATION
            * | unsafe-delete-ignore-read-errors pods  | UNSAFE_DELETE
            * | get pods                               |
            * | create secrets                         |
            * | get pods/log                           |
            * | list deployments.apps                  |
            * | get secrets db                         |
            # Each path begins with a slash.
            * | get /*                                 | WILDCARD
            * | get /**                                | WILDCARD
            * | get /metrics/*                         |
            # What is of the cluster is no risk in a namespace.
            dev | get nodes/proxy; impersonate users   |
            dev | impersonate serviceaccounts          | IMPERSONATE
            # What is named is made by who applies it: the request to create it, or to delete several, has no name.
            * | create mutatingwebhookconfigurations.admissionregistration.k8s.io one           |
            * | deletecollection mutatingwebhookconfigurations.admissionregistration.k8s.io one |
            * | create,patch mutatingwebhookconfigurations.admissionregistration.k8s.io one | ADMISSION_CONTROL
            * | create pods one                        |
            * | create pods/exec one                   | POD_ACCESS
            * | patch namespaces one                   | NAMESPACE_MODIFICATION
            """)
    void a_rule_is_risky_or_not(String where, String rules, @Nullable Risk risk) {
        String[] all = rules.split("; ", -1);
        List<RiskFinding> found =
                risks(where.equals("*") ? new Policies().clusterWide(all) : new Policies().in(where, all));
        assertThat(found).extracting(RiskFinding::risk).isEqualTo(risk == null ? List.of() : List.of(risk));
        assertThat(found).allSatisfy(finding -> {
            assertThat(finding.rule().origin()).hasToString("policy.yaml:12");
            assertThat(finding.grant())
                    .get()
                    .satisfies(grant -> assertThat(grant.binding().origin()).hasToString("policy.yaml:14"));
        });
    }

    /** It is the name that the API server compares in a request that names no object. */
    @ParameterizedTest
    @CsvSource({
        "list, SECRETS_READ",
        "watch, SECRETS_READ",
        "deletecollection, SECRETS_READ",
        "get,",
        "patch,",
    })
    void an_empty_name_in_a_rule_is_all_objects(String verb, @Nullable Risk risk) {
        String rule = "{apiGroups: [''], resources: [secrets], resourceNames: ['', db], verbs: [" + verb + "]}";
        assertThat(risks(new Policies().clusterWide(rule)))
                .extracting(RiskFinding::risk)
                .isEqualTo(risk == null ? List.of() : List.of(risk));
    }

    @Test
    void everything_is_each_of_them() {
        assertThat(risks(new Policies().clusterWide("* *.*")))
                .extracting(RiskFinding::risk)
                .containsExactly(Risk.values());
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
