// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** Who the server takes a user for, which is more than the certificate says. */
@KubeUser(
        value = "ida",
        groups = {"identity-a", "identity-b"})
class IdentityTest {

    @Test
    void is_who_the_server_says(KubeAccess ida, @KubeAdmin KubeAccess admin) {
        assertThat(ida)
                .isAuthenticatedAs("ida")
                .isInGroups("identity-a", "identity-b", "system:authenticated")
                .isNotInGroups("system:masters");
        assertThat(admin).isAuthenticatedAs(admin.name()).isInGroups("system:masters");
    }

    @Test
    void should_fail_if_it_is_somebody_else(KubeAccess ida) {
        assertFails(() -> assertThat(ida).isAuthenticatedAs("ada"), """

                        Expecting the user
                        to be authenticated as "ada"
                        but the API server says it is "ida" in the groups [identity-a, identity-b, system:authenticated]""");
    }

    @Test
    void should_fail_if_a_group_is_missing(KubeAccess ida) {
        assertFails(() -> assertThat(ida).isInGroups("identity-a", "identity-c"), """

                        Expecting the user
                        to be in the groups [identity-c] too
                        but the API server says it is "ida" in the groups [identity-a, identity-b, system:authenticated]""");
    }

    @Test
    void should_fail_if_a_group_is_too_many(KubeAccess ida) {
        assertFails(() -> assertThat(ida).isNotInGroups("identity-b"), """

                        Expecting the user
                        not to be in the groups [identity-b]
                        but the API server says it is "ida" in the groups [identity-a, identity-b, system:authenticated]""");
    }

    @Test
    void should_fail_if_it_is_known(KubeAccess ida) {
        assertFails(() -> assertThat(ida).isUnauthenticated(), """

                        Expecting the user
                        to be unauthenticated
                        but the API server says it is "ida" in the groups [identity-a, identity-b, system:authenticated]""");
    }

    @Test
    @SuppressWarnings("NullAway") // a field that nothing was injected into
    void should_fail_if_there_is_no_user() {
        assertFails(() -> assertThat((KubeAccess) null).cannot(list("nodes")))
                .hasMessageContaining("the KubeAccess is null: ");
    }
}
