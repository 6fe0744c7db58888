// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.testkit.Policy;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bindings and kinds that were written a moment ago. */
@KubeUser("eve")
class LateChangesTest {

    private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public/rolebindings";

    @Test
    void waits_for_a_binding_to_count_and_to_count_no_more(KubeAccess eve, @KubeAdmin KubeAccess admin) {
        AccessQuery reading = list("configmaps").in("kube-public");
        admin.request("POST", BINDINGS, """
            {"metadata": {"name": "eventually"}, "subjects": [{"kind": "User", "name": "eve"}],
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}}""");
        assertThat(eve).eventually().can(reading).grantedBy("RoleBinding kube-public/eventually");

        admin.request("DELETE", BINDINGS + "/eventually", null);
        assertThat(eve).eventually().cannot(reading);
    }

    @Test
    void should_fail_when_the_time_is_over(KubeAccess eve) {
        long begin = System.nanoTime();
        assertFails(() -> assertThat(eve).eventually(Duration.ofMillis(100)).can(list("nodes")))
                .hasMessageContaining("to be allowed to list nodes");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void a_kind_is_known_as_soon_as_the_server_serves_it(KubeAccess eve, @KubeAdmin KubeAccess admin) {
        Policy widgets = new Policy().definition("widgets.assertion.example.com", "Widget", "Namespaced");
        AccessQuery listing = list("widgets.assertion.example.com").in("default");
        assertMistaken(() -> assertThat(eve).cannot(listing))
                .hasMessageStartingWith("The API server has no resource \"widgets.assertion.example.com\"");

        try (AppliedManifests applied = AppliedManifests.apply(widgets.manifests(), admin)) {
            assertThat(applied.objects()).hasSize(1);
            assertThat(eve).cannot(listing);
            assertThat(eve)
                    .cannot(update("widgets.assertion.example.com/status").in("default"));
            assertThat(admin).can(listing);
        }
    }

    @Test
    void a_kind_can_be_listed_as_soon_as_its_definition_is_applied(@KubeAdmin KubeAccess admin) {
        List<String> groups = IntStream.range(0, 20)
                .mapToObj(number -> "listed" + number + ".example.com")
                .toList();
        Policy definitions = new Policy();
        groups.forEach(group -> definitions.definition("widgets." + group, "Widget", "Namespaced"));

        try (AppliedManifests applied = AppliedManifests.apply(definitions.manifests(), admin)) {
            assertThat(applied.objects()).hasSize(20);
            assertThat(groups)
                    .allSatisfy(group -> assertThat(admin.get("/apis/" + group + "/v1/widgets?resourceVersion=0"))
                            .isOk());
        }
    }
}
