// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.rbac.escalation.HostPods.Answer.ADMITTED;
import static dev.kubeuser.rbac.escalation.HostPods.Answer.REFUSED;
import static dev.kubeuser.rbac.escalation.HostPods.Answer.REFUSED_BY_POD_SECURITY;
import static dev.kubeuser.rbac.escalation.HostPods.Answer.REFUSED_BY_POLICY;
import static dev.kubeuser.rbac.escalation.HostPods.Answer.REFUSED_BY_WEBHOOK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where pods that get at their node lead on: where admission lets them in, or can be made to. */
@RunsOnce
class HostPodSearchTest {

    private static final UserInfo ALICE = UserInfo.user("alice");
    private static final String ROBOT = "account ci/robot";

    /** Who may run pods where the account is needs no node. */
    private static List<Technique> techniques(RbacPolicy policy, HostPods hostPods) {
        return steps(policy, hostPods).stream().map(Step::technique).toList();
    }

    private static List<Step> steps(RbacPolicy policy, HostPods hostPods) {
        return steps(policy, hostPods, Certainty.LIKELY);
    }

    private static List<Step> steps(RbacPolicy policy, HostPods hostPods, Certainty least) {
        return Escalation.in(policy)
                .ignoring(Set.of(Technique.WORKLOAD, Technique.POD_ACCESS))
                .including(least)
                .with(hostPods)
                .find(ALICE, new Goal.ClusterAdmin())
                .map(EscalationPath::steps)
                .orElse(List.of());
    }

    private static HostPods hostPods(Map<String, HostPods.Answer> answers) {
        return new HostPods() {
            @Override
            public Answer in(String namespace) {
                return answers.getOrDefault(namespace, Answer.NO_NAMESPACE);
            }

            @Override
            public Set<String> namespaces() {
                return answers.keySet();
            }
        };
    }

    /** Admitted in one namespace, and refused in the others. */
    static HostPods admittedIn(String namespace) {
        return hostPods(Map.of(namespace, ADMITTED, "default", REFUSED, "kube-system", REFUSED));
    }

    private static final Map<String, HostPods.Answer> GUARDED = Map.of(
            "dev",
            REFUSED_BY_POD_SECURITY,
            "default",
            REFUSED_BY_POD_SECURITY,
            "kube-system",
            REFUSED,
            "vault",
            REFUSED);

    private static Policies runningPodsIn(String namespace) {
        return new Policies().clusterAdmin(ROBOT).in(namespace, "create pods");
    }

    @ParameterizedTest
    @EnumSource(HostPods.Answer.class)
    void pods_get_at_their_node_where_they_are_let_in(HostPods.Answer answer) {
        assertThat(techniques(runningPodsIn("dev").build(), hostPods(Map.of("dev", answer))))
                .isEqualTo(answer == ADMITTED ? List.of(Technique.HOST_POD) : List.of());
    }

    /** A Namespace is in itself, so that a Role there is enough. */
    @ParameterizedTest
    @CsvSource({
        "dev, dev, patch namespaces, true",
        "dev, default, patch namespaces, false",
        "vault, vault, patch namespaces, false",
        "dev, dev, patch namespaces/status, true",
        "dev, dev, update namespaces/status, true",
        "dev, dev, update namespaces/finalize, true",
        "dev, dev, patch namespaces/finalize, false"
    })
    void the_labels_of_a_namespace_are_changed_before(String pods, String labels, String right, boolean leads) {
        RbacPolicy policy = runningPodsIn(pods).in(labels, right + " " + labels).build();
        assertThat(techniques(policy, hostPods(GUARDED))).isEqualTo(leads ? List.of(Technique.HOST_POD) : List.of());
    }

    @Test
    void a_namespace_is_made_for_them() {
        Policies everywhere = new Policies().clusterAdmin(ROBOT).clusterWide("create jobs.batch");
        assertThat(techniques(everywhere.build(), hostPods(GUARDED))).isEmpty();
        everywhere.clusterWide("create namespaces");
        assertThat(techniques(everywhere.build(), hostPods(GUARDED))).containsExactly(Technique.HOST_POD);
    }

    /** Of the namespaces that no role or binding is in. */
    @Test
    void one_namespace_that_lets_them_in_is_enough() {
        Policies everywhere = new Policies().clusterAdmin(ROBOT).clusterWide("patch daemonsets.apps");
        Map<String, HostPods.Answer> answers = new HashMap<>(GUARDED);
        answers.put("monitoring", ADMITTED);
        assertThat(techniques(everywhere.build(), hostPods(answers))).containsExactly(Technique.HOST_POD);
    }

    @Test
    void a_container_in_a_pod_that_is_there_gets_at_its_node() {
        RbacPolicy policy = new Policies()
                .clusterAdmin(ROBOT)
                .in("dev", "patch pods/ephemeralcontainers")
                .build();
        assertThat(techniques(policy, hostPods(Map.of("dev", ADMITTED)))).containsExactly(Technique.HOST_POD);
        assertThat(techniques(policy, hostPods(GUARDED))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ADMITTED | adds a container to a pod in dev, if there is one, where Pod Security allows access"
                        + " to nodes,",
                "REFUSED_BY_POD_SECURITY | takes Pod Security off namespace dev, adds a container to a pod there, if"
                        + " there is one, that has access to its node",
                "REFUSED_BY_POLICY | removes the policy that keeps pods in dev from their node, adds a container to one"
                        + " there, if there is one,",
                "NO_NAMESPACE | "
            })
    void such_a_container_takes_a_pod_that_is_there(HostPods.Answer answer, String how) {
        RbacPolicy policy = new Policies()
                .clusterAdmin(ROBOT)
                .in("dev", "patch pods/ephemeralcontainers")
                .clusterWide(
                        "create namespaces",
                        "patch namespaces",
                        "delete validatingadmissionpolicies.admissionregistration.k8s.io")
                .build();
        assertThat(steps(policy, hostPods(Map.of("dev", answer))).stream().map(Step::how))
                .isEqualTo(
                        how == null
                                ? List.of()
                                : List.of(how + " and reads the tokens of pods there, if there are any, that run as"
                                        + " ServiceAccount ci/robot"));
    }

    /** Whether there is a host pod to get into, roles do not show. */
    @ParameterizedTest
    @ValueSource(strings = {"create pods/exec", "create pods/attach \"one\"", "patch pods"})
    void a_pod_that_gets_at_its_node_is_entered(String right) {
        RbacPolicy policy = new Policies().clusterAdmin(ROBOT).in("dev", right).build();
        HostPods answers = hostPods(Map.of("dev", ADMITTED));
        assertThat(techniques(policy, answers)).isEmpty();
        assertThat(steps(policy, answers, Certainty.DEPENDS))
                .extracting(Step::technique, Step::certainty)
                .containsExactly(tuple(Technique.HOST_POD, Certainty.DEPENDS));
        assertThat(steps(policy, hostPods(GUARDED), Certainty.DEPENDS)).isEmpty();
    }

    @Test
    void in_any_namespace_that_lets_such_pods_in() {
        RbacPolicy policy = new Policies()
                .clusterAdmin(ROBOT)
                .clusterWide("create pods/exec")
                .build();
        Map<String, HostPods.Answer> answers = new HashMap<>(GUARDED);
        assertThat(steps(policy, hostPods(answers), Certainty.DEPENDS)).isEmpty();
        answers.put("monitoring", ADMITTED);
        assertThat(steps(policy, hostPods(answers), Certainty.DEPENDS))
                .extracting(Step::technique)
                .containsExactly(Technique.HOST_POD);
    }

    /** Of one that a rule names it is not known whether it is the one. */
    @ParameterizedTest
    @CsvSource({
        "delete validatingadmissionpolicybindings, LIKELY, ",
        "patch validatingadmissionpolicies, LIKELY, ",
        "deletecollection validatingadmissionpolicybindings, LIKELY, ",
        "delete validatingadmissionpolicybindings, DEPENDS, no-host-pods",
    })
    void a_policy_is_removed_before(String right, Certainty certainty, String name) {
        RbacPolicy policy = runningPodsIn("dev")
                .clusterWide(right + ".admissionregistration.k8s.io" + (name == null ? "" : " " + name))
                .build();
        HostPods answers = hostPods(Map.of("dev", REFUSED_BY_POLICY));
        for (Certainty least : Certainty.values()) {
            assertThat(steps(policy, answers, least))
                    .extracting(Step::certainty)
                    .isEqualTo(least.includes(certainty) ? List.of(certainty) : List.of());
        }
    }

    /** It may be one that also changes pods, which takes another right. */
    @Test
    void a_webhook_is_removed_before_if_it_is_a_validating_one() {
        RbacPolicy policy = runningPodsIn("dev")
                .clusterWide("delete validatingwebhookconfigurations.admissionregistration.k8s.io")
                .build();
        HostPods answers = hostPods(Map.of("dev", REFUSED_BY_WEBHOOK));
        assertThat(steps(policy, answers)).isEmpty();
        assertThat(steps(policy, answers, Certainty.DEPENDS))
                .extracting(Step::technique, Step::certainty)
                .containsExactly(tuple(Technique.HOST_POD, Certainty.DEPENDS));
    }
}
