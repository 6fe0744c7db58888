// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** By which binding, role and subject something is allowed, and that a binding leads nowhere. */
@KubeUser(value = "gina", groups = "granted-developers")
class GrantedByTest {

    @RegisterExtension
    static final PolicyInForce POLICY = new PolicyInForce(new Policy()
            .namespace("granted")
            .binding("granted/developers", "ClusterRole granted-view", "group granted-developers")
            .aggregate("granted-view", "granted: view")
            .labelled("granted-readers", "granted: view", "get,list pods,configmaps")
            .clusterRole("granted-pods", "list pods")
            .to("user gina")
            .binding("granted/lost", "Role gone", "user gina")
            .clusterBinding("granted-lost", "granted-gone", "user gina")
            .binding(
                    "granted/slashes",
                    "ClusterRole granted-pods",
                    "group github:org/team",
                    "user corp\\gina \"the/tester\"",
                    "account granted/robot")
            .role("granted/Read: all of it", "Scale2,v1_turn.On widgets.example.com")
            .binding("granted/Team A: readers", "Role Read: all of it", "group team A")
            .binding("granted/Team A: lost", "Role Not: there", "group team A")
            .manifests("the policy of GrantedByTest"));

    @Test
    void a_way_is_named_in_full(KubeAccess gina) {
        assertThat(gina)
                .can(get("configmaps").in("granted"))
                .grantedBy("RoleBinding granted/developers")
                .byRole("ClusterRole granted-view")
                .through("Group granted-developers");
    }

    @Test
    void a_way_is_named_by_typed_references_too(Cluster cluster) {
        assertThat(ReviewedSubject.of(cluster, Subject.serviceAccount("granted", "robot")))
                .can(list("pods").in("granted"))
                .grantedBy(BindingReference.roleBinding("granted", "slashes"))
                .byRole(RoleReference.clusterRole("granted-pods"))
                .through(Subject.serviceAccount("granted", "robot"));
    }

    /** Of roles and bindings any name is taken that a URL can hold, and of verbs any word. */
    @Test
    void names_and_verbs_are_taken_as_they_are(Cluster cluster) {
        assertThat(ReviewedSubject.of(cluster, "group:team A"))
                .can(verb("Scale2", "widgets.example.com").in("granted").unchecked())
                .can(verb("v1_turn.On", "widgets.example.com").in("granted").unchecked())
                .grantedBy("RoleBinding granted/Team A: readers")
                .byRole("Role granted/Read: all of it")
                .through("Group team A")
                .cannot(verb("scale2", "widgets.example.com").in("granted").unchecked());
    }

    @Test
    void each_of_several_ways_is_one(KubeAccess gina) {
        assertThat(gina)
                .can(list("pods").in("granted"))
                .through("User gina")
                .grantedBy("ClusterRoleBinding granted-pods")
                .can(list("pods").in("granted"))
                .through("Group granted-developers")
                .grantedBy("RoleBinding granted/developers");
    }

    @Test
    void should_fail_if_no_way_is_the_demanded_one(KubeAccess gina) {
        assertFails(() -> assertThat(gina).can(list("pods").in("granted")).grantedBy("RoleBinding granted/lost"), """

                Expecting user "gina" [granted-developers, system:authenticated]
                to be allowed to list pods in namespace "granted" by RoleBinding granted/lost
                but it is allowed by:
                  rule 1 of ClusterRole granted-pods (the policy of GrantedByTest:27): {apiGroups: [""], resources: [pods], verbs: [list]}
                    through ClusterRoleBinding granted-pods (the policy of GrantedByTest:29) to User gina
                  rule 1 of ClusterRole granted-readers (the policy of GrantedByTest:21), aggregated into ClusterRole granted-view: {apiGroups: [""], resources: [pods, configmaps], verbs: [get, list]}
                    through RoleBinding granted/developers (the policy of GrantedByTest:5) to Group granted-developers""");
    }

    @Test
    void should_fail_if_the_parts_are_of_different_ways(KubeAccess gina) {
        assertFails(
                () -> assertThat(gina)
                        .can(list("pods").in("granted"))
                        .grantedBy("ClusterRoleBinding granted-pods")
                        .byRole("ClusterRole granted-view"),
                """

                Expecting user "gina" [granted-developers, system:authenticated]
                to be allowed to list pods in namespace "granted" by ClusterRole granted-view
                but it is allowed by:
                  rule 1 of ClusterRole granted-pods (the policy of GrantedByTest:27): {apiGroups: [""], resources: [pods], verbs: [list]}
                    through ClusterRoleBinding granted-pods (the policy of GrantedByTest:29) to User gina""");
    }

    @Test
    void should_fail_for_masters_whom_another_binding_grants_everything(@KubeAdmin KubeAccess admin) {
        assertFails(
                () -> assertThat(admin).can(list("pods").in("granted")).grantedBy("RoleBinding granted/developers"),
                """

                Expecting user "%s" [system:masters, system:authenticated]
                to be allowed to list pods in namespace "granted" by RoleBinding granted/developers
                but it is allowed by:
                  rule 1 of ClusterRole cluster-admin: {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
                    through ClusterRoleBinding cluster-admin to Group system:masters""".formatted(admin.name()));
    }

    /** The server swaps name and namespace of ServiceAccounts, and quotes names as Go does. */
    @Test
    void a_name_with_a_slash_or_quotes_is_one_name(Cluster cluster) {
        AccessQuery pods = list("pods").in("granted");
        assertThat(ReviewedSubject.of(cluster, "serviceaccount:granted/robot"))
                .can(pods)
                .through("ServiceAccount granted/robot");
        assertFails(
                () -> assertThat(ReviewedSubject.of(cluster, "group:github:org/team"))
                        .can(pods)
                        .through("Group github:org/team")
                        .through("Group team/github:org"),
                """

                Expecting any user [github:org/team, system:authenticated]
                to be allowed to list pods in namespace "granted" through Group team/github:org
                but it is allowed by:
                  rule 1 of ClusterRole granted-pods (the policy of GrantedByTest:27): {apiGroups: [""], resources: [pods], verbs: [list]}
                    through RoleBinding granted/slashes (the policy of GrantedByTest:50) to Group github:org/team""");
        assertFails(
                () -> assertThat(ReviewedSubject.of(cluster, "user:corp\\gina \"the/tester\""))
                        .can(pods)
                        .through("User corp\\gina \"the/tester\"")
                        .byRole("ClusterRole view"),
                """

                Expecting user "corp\\gina "the/tester"" [system:authenticated]
                to be allowed to list pods in namespace "granted" by ClusterRole view
                but it is allowed by:
                  rule 1 of ClusterRole granted-pods (the policy of GrantedByTest:27): {apiGroups: [""], resources: [pods], verbs: [list]}
                    through RoleBinding granted/slashes (the policy of GrantedByTest:50) to User corp\\gina "the/tester\"""");
    }

    @Test
    void failures_begin_in_the_test(KubeAccess gina) {
        var allowed = assertThat(gina).can(list("pods").in("granted"));
        assertFails(() -> allowed.grantedBy("RoleBinding granted/lost"))
                .satisfies(failure ->
                        assertThat(failure.getStackTrace()[0].getClassName()).isEqualTo(GrantedByTest.class.getName()));
    }

    @Test
    void what_can_be_no_binding_is_a_mistake(KubeAccess gina) {
        var allowed = assertThat(gina).can(list("pods").in("granted"));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> allowed.grantedBy("granted/developers"))
                .withMessage("\"granted/developers\" names no binding: write \"RoleBinding dev/developers\" or"
                        + " \"ClusterRoleBinding admins\"");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> allowed.byRole("Role reader"))
                .withMessage("\"Role reader\" names no role: write \"Role dev/reader\" or \"ClusterRole view\"");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> allowed.through("gina"))
                .withMessage("\"gina\" names no subject: write \"User alice\", \"Group developers\" or"
                        + " \"ServiceAccount ci/deployer\"; \"user:alice\", \"group:developers\" and "
                        + "\"ci/deployer\" are good too");
    }
}
