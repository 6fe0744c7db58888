package dev.kubeuser.dryrun.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.rbac.escalation.HostPods.Answer;
import dev.kubeuser.review.AccessReviewException;
import org.junit.jupiter.api.Test;

/** What the API server makes of pods that get at their node; how the other answers come about is told by those who run them. */
class HostPodDryRunsTest {

    @Test
    void asks_the_server(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        HostPodDryRuns server = new HostPodDryRuns(admin.apiClient());
        assertThat(server.in(namespace)).isEqualTo(Answer.ADMITTED);
        assertThat(server.in("nowhere-at-all")).isEqualTo(Answer.NO_NAMESPACE);
        assertThat(server.in("")).isEqualTo(Answer.NO_NAMESPACE);
        assertThat(server.namespaces()).contains(namespace, "default").doesNotContain("nowhere-at-all");
    }

    @Test
    void stores_nothing(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        new HostPodDryRuns(admin.apiClient()).in(namespace);
        assertThat(admin.get("/api/v1/namespaces/" + namespace + "/pods").body())
                .contains("\"items\":[]");
    }

    @Test
    void says_what_to_do_where_it_may_not_ask(@KubeUser("no-administrator") KubeAccess user) {
        HostPodDryRuns server = new HostPodDryRuns(user.apiClient());
        assertThatExceptionOfType(AccessReviewException.class)
                .isThrownBy(() -> server.in("default"))
                .withMessage(
                        "The administrator could not ask whether pods may get at their node: 403: pods is forbidden:"
                                + " User \"no-administrator\" cannot create resource \"pods\" in API group \"\" in the namespace"
                                + " \"default\". Let it do so, or leave that way out by ignoring(Technique.HOST_POD)");
        assertThatExceptionOfType(AccessReviewException.class)
                .isThrownBy(server::namespaces)
                .withMessageStartingWith("The administrator could not list namespaces: 403: ");
    }
}
