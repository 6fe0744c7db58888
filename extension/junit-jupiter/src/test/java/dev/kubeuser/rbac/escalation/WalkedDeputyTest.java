// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.VersionUnderTest;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What constrained impersonation leads to, and what it does not: gone on a real API server. */
@KubeManifests("classpath:escalation/deputies.yaml")
class WalkedDeputyTest {

    private static final Walk WALK = new Walk("classpath:escalation/deputies.yaml", "ClusterRole deputies-goal");
    private static final String ROBOT = "system:serviceaccount:walked-deputies:robot";
    private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/namespaces/walked-deputies/rolebindings";

    @BeforeAll
    static void the_server_knows_it(Cluster cluster) {
        VersionUnderTest.assumeHas(cluster, ServerFeature.CONSTRAINED_IMPERSONATION);
    }

    private static Request.Builder as(KubeAccess user, String other) {
        return new Request.Builder().url(user.url(BINDINGS)).header("Impersonate-User", other);
    }

    /** For the request to bind it takes the right to impersonate, for the verb bind it does not. */
    private static KubeResponse bind(KubeAccess user, String as) {
        return user.send(as(user, as)
                .post(RequestBody.create("""
                        {"metadata": {"generateName": "deputies-"},
                         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "deputies-goal"},
                         "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "%s"}]}""".formatted(user.name()), MediaType.get("application/json")))
                .build());
    }

    private static void assertBinds(KubeAccess user, String as) {
        assertThat(WALK.way(user, Certainty.CERTAIN)).isEmpty();
        assertThat(WALK.way(user, Certainty.LIKELY))
                .containsExactly(Technique.CONSTRAINED_IMPERSONATION, Technique.BIND);
        assertThat(user.send(as(user, as).build())).isForbidden();
        assertThat(bind(user, as)).hasStatus(201);
        assertThat(user).eventually().can(list("podtemplates").in("walked-deputies"));
    }

    @Test
    void a_user_is_impersonated_for_one_request(@KubeUser("deputy") KubeAccess user) {
        assertBinds(user, "chief");
    }

    @Test
    void a_ServiceAccount_is_impersonated_for_one_request(@KubeUser("assistant") KubeAccess user) {
        assertBinds(user, ROBOT);
    }

    /** Nobody is impersonated among the masters that way, nor for other verbs, nor a ServiceAccount as a user. */
    @Test
    void not_for_what_is_not_allowed(@KubeUser("pretender") KubeAccess user) {
        assertThat(WALK.way(user, Certainty.DEPENDS)).isEmpty();
        assertThat(user.send(as(user, "chief").build())).isOk();
        assertThat(bind(user, "chief")).isForbidden();
        assertThat(user.send(as(user, ROBOT).build())).isForbidden();
        assertThat(user.send(as(user, "chief")
                        .header("Impersonate-Group", "system:masters")
                        .build()))
                .isForbidden();
    }
}
