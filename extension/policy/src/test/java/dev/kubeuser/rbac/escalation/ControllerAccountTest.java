// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.EscalationPath;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.Step;
import dev.kubeuser.testkit.Policy;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What leads on through ServiceAccounts of Kubernetes' controllers, of which the default policy makes one as good as
 * cluster-admin: their tokens stay in the control plane, but whoever may make one has it.
 */
class ControllerAccountTest {

    private static final UserInfo ALICE = UserInfo.user("alice");

    private static RbacPolicy policy(String yaml) {
        return DefaultPolicy.of("1.37")
                .addAll(RbacManifest.policy(Manifests.parse("policy.yaml", yaml).objects()))
                .build();
    }

    private static String bound(String where, String... rules) {
        Policy policy =
                where.equals("*") ? new Policy().clusterRole("mine", rules) : new Policy().role(where + "/mine", rules);
        return policy.to(Policies.ALICE).yaml();
    }

    private static Optional<EscalationPath> path(String yaml, Certainty least) {
        return Escalation.of(policy(yaml)).including(least).find(ALICE, new Goal.ClusterAdmin());
    }

    private static String first(String yaml) {
        Step step = path(yaml, Certainty.LIKELY).orElseThrow().steps().get(0);
        return step.technique() + " " + step.certainty() + ": " + step.how();
    }

    @ParameterizedTest
    @CsvSource({
        "READ_SECRETS, list secrets",
        "MUTATING_ADMISSION, create mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "POD_ACCESS, patch pods",
        "POD_ACCESS, patch pods/ephemeralcontainers",
        "POD_ACCESS, create pods/exec one",
        "NODES_PROXY, get nodes/proxy one",
    })
    void a_pod_or_a_secret_of_theirs_is_not_likely(Technique technique, String right) {
        String reader = bound("*", right);
        assertThat(path(reader, Certainty.LIKELY)).isEmpty();
        assertThat(path(reader, Certainty.DEPENDS).orElseThrow().steps().get(0)).satisfies(step -> {
            assertThat(step.technique()).isEqualTo(technique);
            assertThat(step.certainty()).isEqualTo(Certainty.DEPENDS);
            assertThat(step.how()).endsWith(" ServiceAccount kube-system/clusterrole-aggregation-controller");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            WORKLOAD certain: makes pods run as                      | create pods
            TOKEN_REQUEST certain: asks for a token of               | create serviceaccounts/token
            TOKEN_SECRET certain: makes and reads a token Secret of  | create secrets; get secrets
            IMPERSONATE certain: impersonates                        | impersonate serviceaccounts
            """)
    void who_may_make_a_token_of_theirs_has_it(String how, String rules) {
        assertThat(first(bound("kube-system", rules.split("; ", -1))))
                .isEqualTo(how + " ServiceAccount kube-system/clusterrole-aggregation-controller");
    }

    /**
     * Static pods of the control plane have its credentials: etcd's client certificate, and the key of the authority.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NODES_PROXY likely: runs commands by the kubelets' API in | * | get nodes/proxy",
                "POD_ACCESS likely: runs commands in | kube-system | create pods/exec",
                "HOST_VOLUME likely: mounts a node's file system and reads the credentials of"
                        + " | * | create persistentvolumes; create pods",
            })
    void the_control_plane_is_reached_where_it_runs_in_pods(String how, String where, String rules) {
        String yaml = bound(where, rules.split("; ", -1));
        EscalationPath path = Escalation.of(policy(yaml))
                .ignoring(Set.of(Technique.WORKLOAD))
                .find(ALICE, new Goal.ClusterAdmin())
                .orElseThrow();
        assertThat(path.steps()).singleElement().satisfies(step -> {
            assertThat(step.technique() + " " + step.certainty() + ": " + step.how())
                    .isEqualTo(how + " static pods of the control plane, if there are any");
            assertThat(step.capability()).hasToString("all rights in the whole cluster");
        });
    }

    @Test
    void only_who_enters_pods_of_kube_system_enters_those_of_the_control_plane() {
        assertThat(path(bound("ci", "create pods/exec"), Certainty.DEPENDS)).isEmpty();
    }

    /** A pod that is there seldom is on a node of the control plane. */
    @Test
    void a_host_pod_reads_what_the_control_plane_keeps_on_its_node_and_a_container_in_a_pod_that_is_there_does_not() {
        assertThat(onNodeBy("create pods").orElseThrow().steps())
                .singleElement()
                .extracting(Step::how)
                .isEqualTo("runs a pod in ci, where Pod Security allows access to nodes, and reads there the"
                        + " credentials of static pods of the control plane, if there are any");
        assertThat(onNodeBy("patch pods/ephemeralcontainers")).isEmpty();
    }

    private static Optional<EscalationPath> onNodeBy(String right) {
        return Escalation.of(policy(bound("ci", right)))
                .with(HostPodSearchTest.admittedIn("ci"))
                .find(ALICE, new Goal.ClusterAdmin());
    }

    /** Whoever binds it has a use for it; and a label is no proof that only Kubernetes has. */
    @ParameterizedTest
    @CsvSource({
        "extra, a: b, generic-garbage-collector",
        "extra, kubernetes.io/bootstrapping: rbac-defaults, operator",
        "'system:controller:operator', a: b, operator",
        "extra, a: b, operator",
    })
    void an_account_that_somebody_else_binds_may_have_pods_and_secrets(String name, String labels, String account) {
        String other = new Policy()
                .labels(labels)
                .clusterBinding(name, "cluster-admin", "account kube-system/" + account)
                .yaml();
        assertThat(first(bound("*", "list secrets") + other))
                .isEqualTo("READ_SECRETS likely: reads a token from a Secret, if there is one, of ServiceAccount"
                        + " kube-system/" + account);
    }
}
