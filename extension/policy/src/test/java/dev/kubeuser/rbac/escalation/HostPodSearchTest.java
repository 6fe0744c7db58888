// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.rbac.escalation.internal.HostPods.Answer.ADMITTED;
import static dev.kubeuser.rbac.escalation.internal.HostPods.Answer.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.EscalationPath;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.HostPods;
import dev.kubeuser.rbac.escalation.internal.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where pods that get at their node lead on: where admission lets them in, or can be made to. */
class HostPodSearchTest {

    private static final UserInfo ALICE = UserInfo.user("alice");
    private static final String ROBOT = "account ci/robot";

    /** Who may run pods where the account is needs no node. */
    private static List<Step> steps(RbacPolicy policy, HostPods hostPods, Certainty least) {
        return Escalation.of(policy)
                .ignoring(Set.of(Technique.WORKLOAD, Technique.POD_ACCESS))
                .including(least)
                .with(hostPods)
                .find(ALICE, new Goal.ClusterAdmin())
                .map(EscalationPath::steps)
                .orElse(List.of());
    }

    private static HostPods hostPods(Map<String, HostPods.Answer> answers) {
        return hostPods(answers, answers.keySet());
    }

    static HostPods hostPods(Map<String, HostPods.Answer> answers, Set<String> namespaces) {
        return new HostPods() {
            @Override
            public Answer in(String namespace) {
                return answers.getOrDefault(namespace, Answer.NO_NAMESPACE);
            }

            @Override
            public Set<String> namespaces() {
                return namespaces;
            }
        };
    }

    /** Admitted in one namespace, and refused in the others. */
    static HostPods admittedIn(String namespace) {
        return hostPods(Map.of(namespace, ADMITTED, "default", REFUSED, "kube-system", REFUSED));
    }

    private static final String GUARDED =
            "dev REFUSED_BY_POD_SECURITY; default REFUSED_BY_POD_SECURITY; kube-system REFUSED; vault REFUSED; ";

    /** Of namespaces with their answers, of which the last one counts. */
    private static HostPods hostPods(String answers) {
        return hostPods(Stream.of(answers.split("; ", -1))
                .map(each -> each.split(" ", -1))
                .collect(Collectors.toMap(
                        each -> each[0], each -> HostPods.Answer.valueOf(each[1]), (first, last) -> last)));
    }

    @ParameterizedTest
    @EnumSource(HostPods.Answer.class)
    void pods_get_at_their_node_where_they_are_let_in(HostPods.Answer answer) {
        RbacPolicy policy =
                new Policies().clusterAdmin(ROBOT).in("dev", "create pods").build();
        assertThat(steps(policy, hostPods(Map.of("dev", answer)), Certainty.LIKELY).stream()
                        .map(Step::technique))
                .isEqualTo(answer == ADMITTED ? List.of(Technique.HOST_POD) : List.of());
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
        assertThat(steps(policy, hostPods(Map.of("dev", answer)), Certainty.LIKELY).stream()
                        .map(Step::how))
                .isEqualTo(
                        how == null
                                ? List.of()
                                : List.of(how + " and reads the tokens of pods there, if there are any, that run as"
                                        + " ServiceAccount ci/robot"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # rules of the user | what happens to host pods | how certain it is, if at all
            # The labels of a namespace are changed before. A Namespace is in itself, so that a Role there is enough.
            create pods in dev; patch namespaces dev in dev           | dev REFUSED_BY_POD_SECURITY | LIKELY
            create pods in dev; patch namespaces dev in default       | dev REFUSED_BY_POD_SECURITY |
            create pods in vault; patch namespaces vault in vault     | dev REFUSED_BY_POD_SECURITY |
            create pods in dev; patch namespaces/status dev in dev    | dev REFUSED_BY_POD_SECURITY | LIKELY
            create pods in dev; update namespaces/status dev in dev   | dev REFUSED_BY_POD_SECURITY | LIKELY
            create pods in dev; update namespaces/finalize dev in dev | dev REFUSED_BY_POD_SECURITY | LIKELY
            create pods in dev; patch namespaces/finalize dev in dev  | dev REFUSED_BY_POD_SECURITY |
            # A namespace is made for them.
            create jobs.batch                                         | dev REFUSED_BY_POD_SECURITY |
            create jobs.batch; create namespaces                      | dev REFUSED_BY_POD_SECURITY | LIKELY
            # One namespace that lets them in is enough, also one that no role or binding is in.
            patch daemonsets.apps                                     | monitoring ADMITTED         | LIKELY
            # A container in a pod that is there gets at its node.
            patch pods/ephemeralcontainers in dev                     | dev ADMITTED                | LIKELY
            patch pods/ephemeralcontainers in dev                     | dev REFUSED_BY_POD_SECURITY |
            # A pod that gets at its node is entered. Whether there is one, roles do not show.
            create pods/exec in dev                                   | dev ADMITTED                | DEPENDS
            create pods/attach one in dev                             | dev ADMITTED                | DEPENDS
            patch pods in dev                                         | dev ADMITTED                | DEPENDS
            create pods/exec in dev                                   | dev REFUSED_BY_POD_SECURITY |
            create pods/attach one in dev                             | dev REFUSED_BY_POD_SECURITY |
            patch pods in dev                                         | dev REFUSED_BY_POD_SECURITY |
            create pods/exec                                          | dev REFUSED_BY_POD_SECURITY |
            create pods/exec                                          | monitoring ADMITTED         | DEPENDS
            # A policy is removed before. Of one that a rule names it is not known whether it is the one.
            create pods in dev; delete validatingadmissionpolicybindings.GROUP | dev REFUSED_BY_POLICY       | LIKELY
            create pods in dev; patch validatingadmissionpolicies.GROUP | dev REFUSED_BY_POLICY       | LIKELY
            create pods in dev; deletecollection validatingadmissionpolicybindings.GROUP | dev REFUSED_BY_POLICY | LIKELY
            create pods in dev; delete validatingadmissionpolicybindings.GROUP one | dev REFUSED_BY_POLICY | DEPENDS
            # A webhook is removed before if it is a validating one. One that also changes pods takes another right.
            create pods in dev; delete validatingwebhookconfigurations.GROUP | dev REFUSED_BY_WEBHOOK      | DEPENDS
            """)
    void a_pod_gets_at_its_node(String rules, String admission, @Nullable Certainty certainty) {
        Policies policy = new Policies().clusterAdmin(ROBOT);
        for (String rule :
                rules.replace("GROUP", "admissionregistration.k8s.io").split("; ", -1)) {
            String[] words = rule.split(" in ", -1);
            if (words.length == 1) {
                policy.clusterWide(rule);
            } else {
                policy.in(words[1], words[0]);
            }
        }
        for (Certainty least : Certainty.values()) {
            assertThat(steps(policy.build(), hostPods(GUARDED + admission), least))
                    .extracting(Step::technique, Step::certainty)
                    .isEqualTo(
                            certainty != null && least.includes(certainty)
                                    ? List.of(tuple(Technique.HOST_POD, certainty))
                                    : List.of());
        }
    }
}
