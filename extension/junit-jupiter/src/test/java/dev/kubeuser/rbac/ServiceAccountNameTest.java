package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.internal.SubjectUser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** User names that are those of ServiceAccounts, and those that only begin like them. */
@RunsOnce
class ServiceAccountNameTest {

    @Test
    void is_that_of_a_user_name() {
        ServiceAccountName deployer = new ServiceAccountName("ci", "deployer");
        assertThat(deployer.userName()).isEqualTo("system:serviceaccount:ci:deployer");
        assertThat(ServiceAccountName.ofUser(deployer.userName())).contains(deployer);
        assertThat(UserInfo.serviceAccount("ci", "deployer").name()).isEqualTo(deployer.userName());
    }

    @Test
    void should_be_named_by_namespace_and_name() {
        assertThat(SubjectUser.readable("system:serviceaccount:ci:deployer")).isEqualTo("ServiceAccount ci/deployer");
        assertThat(SubjectUser.readable("alice")).isEqualTo("alice");
        assertThat(UserInfo.serviceAccount("ci", "deployer"))
                .hasToString("ServiceAccount ci/deployer [system:serviceaccounts, system:serviceaccounts:ci,"
                        + " system:authenticated]");
        assertThat(UserInfo.user("alice")).hasToString("\"alice\" [system:authenticated]");
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
    void is_that_of_nobody_else(String user) {
        assertThat(ServiceAccountName.ofUser(user)).isEmpty();
    }
}
