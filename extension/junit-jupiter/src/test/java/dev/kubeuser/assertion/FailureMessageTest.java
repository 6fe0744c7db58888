// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.catchThrowable;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.patch;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.AccessReviewer.ReviewAnswer;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a failure explains what the server said. No other class's bindings are near on a cluster of its own. */
@RunsOn(
        except = EXISTING,
        because = "on an existing cluster other classes have bindings, which its messages would name as well")
@KubeCluster(dedicated = true)
@KubeUser(value = "pia", groups = "message-developers")
@KubeUser("paul")
class FailureMessageTest {

    private static final String MORE = new Policy()
            .clusterBinding("lost", "gone", "user pia")
            .namespace("message-home")
            .binding("message-home/support", "Role support", "group message-support")
            .clusterRole(
                    "hostile\n::error ::role",
                    "{apiGroups: [''], resources: [configmaps, \"x\\n::error ::rule\\u202e\"], verbs: [get]}")
            .clusterBinding(
                    "hostile\n::error ::binding", "hostile\n::error ::role", "user harry", "group a\n::error ::group")
            .yaml();

    @RegisterExtension
    static final PolicyInForce IN_FORCE =
            new PolicyInForce("the policy of FailureMessageTest", ReadersPolicy.in("message") + MORE);

    /** A review right after a change may still know the policy before it. */
    @Test
    void a_table_cannot_wait(@KubeUser("pia") KubeAccess pia) {
        assertThat(lateAnswer(pia, list("pods").in("message")))
                .endsWith("so they changed a moment ago: eventually() before the assertion waits until the server has"
                        + " seen them.");
        assertThat(lateAnswer(pia, verb("list", "pods", Dialect.TABLE).in("message")))
                .endsWith("so they changed a moment ago: run the test again once the server has seen them.");
    }

    private static String lateAnswer(KubeAccess user, AccessQuery query) {
        return new AccessFailure(AccessReviewer.of(user), new ReviewAnswer(query, false, false, "", ""))
                .shouldBeAllowed()
                .text();
    }

    @Test
    void should_fail_if_it_cannot_be_done(@KubeUser("pia") KubeAccess pia) {
        assertFailure(() -> assertThat(pia).can(delete("pods").in("message")), """

                Expecting user "pia" [message-developers, system:authenticated]
                to be allowed to delete pods in namespace "message"
                but the API server said no: RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found
                Bindings of the user in effect there:
                  ClusterRoleBinding lost (the policy of FailureMessageTest:35) of ClusterRole gone to User pia; the role does not exist
                  ClusterRoleBinding message-nodes (the policy of FailureMessageTest:28) of ClusterRole message-nodes to User pia
                  RoleBinding message/developers (the policy of FailureMessageTest:13) of Role message/reader to Group message-developers
                Nearest rules:
                  rule 1 of Role message/reader (the policy of FailureMessageTest:9): {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
                    through RoleBinding message/developers (the policy of FailureMessageTest:13), but only for other verbs
                add to the rules of Role message/reader (the policy of FailureMessageTest:5):
                  - apiGroups: [""]
                    resources: ["pods"]
                    verbs: ["delete"]""");
    }

    @Test
    void should_say_the_change_of_a_rule_that_allows_nothing_else(@KubeUser("pia") KubeAccess pia) {
        assertFails(() -> assertThat(pia)
                        .can(patch("deployments.apps/scale").named("web").in("message")))
                .hasMessageEndingWith("""
                        change rule 3 of Role message/reader (the policy of FailureMessageTest:11):
                          - verbs: [update]
                          + verbs: [update, patch]""");
    }

    @Test
    void should_fail_if_it_can_be_done(@KubeUser("pia") KubeAccess pia) {
        assertFailure(() -> assertThat(pia).cannot(get("secrets").named("db").in("message")), """

                Expecting user "pia" [message-developers, system:authenticated]
                not to be allowed to get secrets "db" in namespace "message"
                but the API server said yes: RBAC: allowed by RoleBinding "developers/message" of Role "reader" to Group "message-developers"
                Allowed by:
                  rule 2 of Role message/reader (the policy of FailureMessageTest:10): {apiGroups: [""], resources: [secrets], resourceNames: [db], verbs: [get, list]}
                    through RoleBinding message/developers (the policy of FailureMessageTest:13) to Group message-developers""");
    }

    @Test
    void should_say_that_everybody_else_may(@KubeUser("paul") KubeAccess paul) {
        assertFailure(
                () -> assertThat(paul).as("Paul and the pods").can(list("pods").in("message")), """
                [Paul and the pods]\s
                Expecting user "paul" [system:authenticated]
                to be allowed to list pods in namespace "message"
                but the API server said no, without a reason
                No binding in effect there names the user, other than those of Kubernetes itself.
                Nearest rules:
                  rule 1 of Role message/reader (the policy of FailureMessageTest:9): {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
                    through RoleBinding message/developers (the policy of FailureMessageTest:13), but only for other subjects
                bind Role message/reader (the policy of FailureMessageTest:5) to User paul: add a RoleBinding in namespace message""");
    }

    @Test
    void should_say_that_there_is_no_such_namespace(@KubeUser("pia") KubeAccess pia) {
        assertFailure(
                () -> assertThat(pia)
                        .can(update("deployments.apps/scale").in("mesage").unchecked()),
                """

                Expecting user "pia" [message-developers, system:authenticated]
                to be allowed to update deployments.apps/scale in namespace "mesage"
                but the API server said no: RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found
                There is no namespace "mesage".
                Bindings of the user in effect there:
                  ClusterRoleBinding lost (the policy of FailureMessageTest:35) of ClusterRole gone to User pia; the role does not exist
                  ClusterRoleBinding message-nodes (the policy of FailureMessageTest:28) of ClusterRole message-nodes to User pia
                Nearest rules:
                  rule 3 of Role message/reader (the policy of FailureMessageTest:11): {apiGroups: [apps], resources: [deployments/scale], verbs: [update]}
                    through RoleBinding message/developers (the policy of FailureMessageTest:13), but only for another namespace""");
    }

    @Test
    void should_say_that_masters_may_everything(@KubeAdmin KubeAccess admin) {
        assertFailure(() -> assertThat(admin).cannot(delete("nodes")), """

                Expecting user "%s" [system:masters, system:authenticated]
                not to be allowed to delete nodes
                but the API server said yes, without a reason
                The user is in the group system:masters, which may do everything, whatever bindings say.""".formatted(admin.name()));
    }

    @Test
    void should_keep_the_message_of_the_test(@KubeUser("pia") KubeAccess pia) {
        assertFailure(
                () -> assertThat(pia)
                        .withFailMessage("no way")
                        .can(delete("pods").in("message")),
                "no way");
    }

    @Test
    void should_say_in_which_namespace_a_binding_is(
            @KubeUser(value = "sam", groups = "message-support") KubeAccess sam) {
        assertFails(() -> assertThat(sam).can(list("pods").in("message")))
                .hasMessageContaining("but the API server said no, without a reason\n"
                        + "No binding in effect there names the user, other than those of Kubernetes itself.\n"
                        + "A RoleBinding is in effect in its own namespace only, and these name the user in others:\n"
                        + "  RoleBinding message-home/support (the policy of FailureMessageTest:46) of Role"
                        + " message-home/support to Group message-support; the role does not exist\n");
    }

    /** Whoever writes the policy writes no lines of the console: neither as a grant nor as the nearest rules. */
    @Test
    void should_show_what_hostile_names_hold(@KubeUser("harry") KubeAccess harry) {
        AccessQuery granted = get("configmaps").in("message");
        assertThat(Stream.of(
                        catchThrowable(() -> assertThat(harry).cannot(granted)),
                        catchThrowable(() -> assertThat(harry).can(get("events").in("message")))))
                .extracting(Throwable::getMessage)
                .allSatisfy(message -> assertThat(message)
                        .contains(
                                "ClusterRole hostile\\n::error ::role",
                                "ClusterRoleBinding hostile\\n::error ::binding")
                        .doesNotContainPattern("(?m)^\\s*::error")
                        .doesNotContain("\u202e"));
    }

    /** From Kubernetes 1.37 on, the authorizer's name stands before a reason for no. */
    private static void assertFailure(ThrowingCallable assertion, String message) {
        assertFails(assertion)
                .extracting(failure ->
                        String.valueOf(failure.getMessage()).replace("said no: rbac: RBAC: ", "said no: RBAC: "))
                .isEqualTo(message);
    }

    @Test
    void should_say_that_a_group_is_in_another_case(
            @KubeUser(value = "paula", groups = "Message-Developers") KubeAccess paula) {
        assertFails(() -> assertThat(paula).can(list("pods").in("message")))
                .hasMessageContaining(
                        "but only for other subjects (Group message-developers is not Group Message-Developers:"
                                + " names are case-sensitive)");
    }

    @Test
    @SuppressWarnings("NullAway") // a field that nobody sets is null, whatever its type says
    void should_say_that_nothing_is_injected_without_an_annotation() {
        KubeAccess forgotten = null;
        assertFails(() -> assertThat(forgotten).can(list("pods").in("message")))
                .hasMessageContaining(
                        "the KubeAccess is null: a field or a parameter is injected if it is annotated with"
                                + " @KubeUser(\"...\")");
    }
}
