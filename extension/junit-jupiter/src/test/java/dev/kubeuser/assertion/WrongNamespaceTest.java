// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import org.junit.jupiter.api.Test;

/** A RoleBinding gives nothing outside of its own namespace. */
@KubeManifests("classpath:assertion/wrong-namespace.yaml")
class WrongNamespaceTest {

    @Test
    void should_say_in_which_namespace_the_binding_is(
            @KubeUser(value = "sam", groups = "wrong-support") KubeAccess sam) {
        assertThatThrownBy(() -> assertThat(sam).can(list("pods").in("wrong-shop")))
                .hasMessageContaining("but the API server said no, without a reason\n"
                        + "No binding in effect there names the user, other than those of Kubernetes itself.\n"
                        + "A RoleBinding is in effect in its own namespace only, and these name the user in others:\n"
                        + "  RoleBinding wrong-home/support (classpath:assertion/wrong-namespace.yaml:15) of Role"
                        + " wrong-home/support to Group wrong-support; the role does not exist\n");
    }
}
