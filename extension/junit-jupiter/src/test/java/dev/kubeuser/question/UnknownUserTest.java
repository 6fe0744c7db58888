// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.testkit.Failures.assertFails;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOn;
import org.junit.jupiter.api.Test;

/** Where requests without a credential are answered with 401: nobody is neither allowed nor refused. */
@RunsOn(except = EXISTING, because = "a cluster that is there already is taken as it is")
@KubeCluster(anonymousAuth = AnonymousAuth.DISABLED)
class UnknownUserTest {

    @Test
    void nobody_is_known(Cluster cluster) {
        try (KubeAccess nobody = KubeAccess.anonymous(cluster)) {
            assertThat(nobody).isUnauthenticated();
            assertFails(() -> assertThat(nobody).isAuthenticatedAs("system:anonymous"), """

                            Expecting %s
                            to be authenticated
                            but the API server does not accept the credential
                            The API server did not say who %s is: 401: Unauthorized""".formatted(nobody, nobody));
        }
    }

    @Test
    void nobody_is_neither_allowed_nor_refused(Cluster cluster) {
        try (KubeAccess nobody = KubeAccess.anonymous(cluster)) {
            assertThatExceptionOfType(AccessReviewException.class)
                    .isThrownBy(() -> assertThat(nobody).cannot(list("nodes")))
                    .withMessage("The API server did not say whether %s can list nodes: 401: Unauthorized", nobody);
        }
    }
}
