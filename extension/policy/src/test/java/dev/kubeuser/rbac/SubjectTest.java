// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users write for a subject, a role or a binding, what they mean by it, and how messages name it. */
class SubjectTest {

    @ParameterizedTest
    @CsvSource({
        "User alice, User alice",
        "user:alice, User alice",
        "User alice from Sales, User alice from Sales",
        "user:https://issuer.example/alice, User https://issuer.example/alice",
        "User system:serviceaccount:ci:deployer, User system:serviceaccount:ci:deployer",
        "Group developers, Group developers",
        "group:system:authenticated, Group system:authenticated",
        "Group github:org/team, Group github:org/team",
        "group:all of us, Group all of us",
        "ServiceAccount ci/deployer, ServiceAccount ci/deployer",
        "serviceaccount:ci/deployer, ServiceAccount ci/deployer",
        "ci/deployer.v2, ServiceAccount ci/deployer.v2",
        "system:serviceaccount:ci:deployer, ServiceAccount ci/deployer",
    })
    void each_form_that_users_write_is_one_subject(String text, String canonical) {
        Subject subject = Subject.parse(text);

        assertThat(subject).hasToString(canonical);
        assertThat(Subject.parse(canonical)).isEqualTo(subject);
    }

    @Test
    void factories_name_what_parse_reads() {
        assertThat(Subject.parse("User alice")).isEqualTo(Subject.user("alice"));
        assertThat(Subject.parse("Group developers")).isEqualTo(Subject.group("developers"));
        assertThat(Subject.parse("ci/deployer")).isEqualTo(Subject.serviceAccount("ci", "deployer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "User ",
                "User  alice",
                "user:alice ",
                "group: developers",
                "serviceaccount:deployer",
                "ServiceAccount ci/team/deployer",
                "Ci/deployer",
                "system:serviceaccount:ci",
                "users:alice"
            })
    void another_form_is_refused_with_the_good_ones(String text) {
        assertThat(Subject.find(text)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subject.parse(text))
                .withMessage("\"" + text + "\" names no subject: write \"User alice\", \"Group developers\" or"
                        + " \"ServiceAccount ci/deployer\"; \"user:alice\", \"group:developers\" and"
                        + " \"ci/deployer\" are good too");
    }

    @Test
    void what_is_in_a_namespace_is_written_with_it() {
        assertThat(RoleReference.parse("Role dev/reader"))
                .isEqualTo(RoleReference.role("dev", "reader"))
                .hasToString("Role dev/reader");
        assertThat(RoleReference.parse("ClusterRole system:node"))
                .isEqualTo(RoleReference.clusterRole("system:node"))
                .hasToString("ClusterRole system:node");
        assertThat(BindingReference.parse("RoleBinding dev/all of us"))
                .isEqualTo(BindingReference.roleBinding("dev", "all of us"))
                .hasToString("RoleBinding dev/all of us");
        assertThat(BindingReference.parse("ClusterRoleBinding admins"))
                .isEqualTo(BindingReference.clusterRoleBinding("admins"))
                .hasToString("ClusterRoleBinding admins");
    }

    @Test
    void the_namespace_of_a_test_is_written_as_its_placeholder() {
        assertThat(RoleReference.parse("Role ${kubeuser.namespace}/reader"))
                .isEqualTo(RoleReference.role("${kubeuser.namespace}", "reader"));
        assertThat(BindingReference.parse("RoleBinding ${kubeuser.namespace}/developers"))
                .isEqualTo(BindingReference.roleBinding("${kubeuser.namespace}", "developers"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"view", "Role reader", "ClusterRole dev/view", "RoleBinding dev/reader", "Role dev/", "Role  a/b"
            })
    void what_names_no_role_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoleReference.parse(text))
                .withMessage("\"" + text + "\" names no role: write \"Role dev/reader\" or \"ClusterRole view\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admins", "RoleBinding admins", "ClusterRoleBinding dev/admins", "Role dev/reader"})
    void what_names_no_binding_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BindingReference.parse(text))
                .withMessage("\"" + text
                        + "\" names no binding: write \"RoleBinding dev/developers\" or \"ClusterRoleBinding admins\"");
    }

    @Test
    void a_service_account_has_a_user_name() {
        Subject deployer = Subject.serviceAccount("ci", "deployer");
        assertThat(deployer.userName()).isEqualTo("system:serviceaccount:ci:deployer");
        assertThat(Subject.serviceAccountOf(deployer.userName())).contains(deployer);
        assertThat(UserInfo.serviceAccount("ci", "deployer").name()).isEqualTo(deployer.userName());
    }

    @Test
    void messages_name_a_service_account_by_namespace_and_name() {
        assertThat(Subject.textOf("system:serviceaccount:ci:deployer")).isEqualTo("ServiceAccount ci/deployer");
        assertThat(Subject.textOf("alice")).isEqualTo("alice");
        assertThat(UserInfo.serviceAccount("ci", "deployer"))
                .hasToString("ServiceAccount ci/deployer [system:serviceaccounts, system:serviceaccounts:ci,"
                        + " system:authenticated]");
        assertThat(UserInfo.user("alice")).hasToString("\"alice\" [system:authenticated]");
    }

    @Test
    void messages_name_the_sender_of_a_request_as_a_binding_does() {
        assertThat(UserInfo.user("alice", "developers").subject()).isEqualTo(Subject.user("alice"));
        assertThat(UserInfo.serviceAccount("ci", "deployer").subject())
                .isEqualTo(Subject.serviceAccount("ci", "deployer"));
        for (Subject group : List.of(Subject.group("sre"), Subject.group("system:authenticated"))) {
            assertThat(UserInfo.of(group).subject()).isEqualTo(group);
        }
    }

    /** With one hash for all groups, each search among the users of a policy compares all groups with all. */
    @Test
    void members_of_different_groups_have_different_hashes_and_those_of_the_same_in_any_order_one() {
        assertThat(IntStream.range(0, 1_000)
                        .mapToObj(number -> UserInfo.of(Subject.group("team-" + number)))
                        .map(UserInfo::hashCode)
                        .distinct())
                .hasSizeGreaterThan(990);
        assertThat(UserInfo.exactly("", "a", "b"))
                .isEqualTo(UserInfo.exactly("", "b", "a"))
                .hasSameHashCodeAs(UserInfo.exactly("", "b", "a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "",
                "system:serviceaccounts:ci:deployer",
                "system:serviceaccount:",
                "system:serviceaccount:ci",
                "system:serviceaccount:ci:",
                "system:serviceaccount::deployer",
                "system:serviceaccount:ci:deployer:more"
            })
    void other_users_are_no_service_account(String user) {
        assertThat(Subject.serviceAccountOf(user)).isEmpty();
    }

    @Test
    void groups_and_accounts_without_a_namespace_have_no_user_name() {
        assertThat(Subject.group("developers").userName()).isEmpty();
        assertThat(Subject.serviceAccount("", "deployer").userName()).isEmpty();
        assertThat(Subject.serviceAccount("", "deployer").appliesTo(UserInfo.exactly("", "developers")))
                .isFalse();
    }
}
