// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many objects at once: how many requests they cost, in which order they come, and which failure is told. */
class SideBySideTest {

    private static final int MANY = 60;

    /** Unique, for all tests share a cluster. */
    private final String name = "many-" + UUID.randomUUID();

    @KubeAdmin
    private KubeAccess admin;

    private Manifests configMaps(IntPredicate isRefused) {
        Policy many = new Policy();
        IntStream.range(0, MANY)
                .forEach(number -> many.object(
                        "v1 ConfigMap",
                        "default/" + name + "-" + number,
                        isRefused.test(number) ? "data: refused" : "data: {a: b}"));
        return many.manifests("many.yaml");
    }

    private long left() {
        String body = admin.get("/api/v1/namespaces/default/configmaps").body();
        return IntStream.range(0, MANY)
                .filter(number -> body.contains("\"" + name + "-" + number + "\""))
                .count();
    }

    /** What the user of this test sends from now on, who may do everything. */
    private List<String> sent() {
        List<String> sent = Collections.synchronizedList(new ArrayList<>());
        RequestListener.listen(admin.cluster(), request -> {
            if (request.user().name().equals(name)) {
                sent.add(request.method() + " " + request.url().encodedPath());
            }
        });
        return sent;
    }

    private KubeAccess master() {
        return KubeAccess.impersonate(admin.cluster(), name, Set.of("system:masters"));
    }

    @Test
    void each_new_object_costs_one_request_to_apply_and_one_to_remove() {
        List<String> sent = sent();
        try (KubeAccess master = master()) {
            AppliedManifests applied = AppliedManifests.apply(configMaps(number -> false), master);
            assertThat(left()).isEqualTo(MANY);
            assertThat(sent)
                    .filteredOn(request -> request.contains(name))
                    .hasSize(MANY)
                    .allMatch(request -> request.startsWith("PATCH "));
            sent.clear();
            applied.close();
            assertThat(left()).isZero();
            assertThat(sent)
                    .filteredOn(request -> request.contains(name))
                    .hasSize(MANY)
                    .allMatch(request -> request.startsWith("DELETE "));
        }
    }

    /**
     * The authorizer learns of one kind in order: when a later role of the same kind counts, so does what was before.
     */
    @ParameterizedTest
    @CsvSource({"Role, namespaces/default/roles", "ClusterRole, clusterroles"})
    void who_applies_or_removes_a_role_waits_until_a_later_one_of_its_kind_counts(String kind, String path) {
        String roles = "/apis/rbac.authorization.k8s.io/v1/" + path;
        String review = "POST /apis/authorization.k8s.io/v1/subjectaccessreviews";
        List<String> sent = sent();
        try (KubeAccess master = master()) {
            Manifests role = new Policy()
                    .object("rbac.authorization.k8s.io/v1 " + kind, name, "rules: []")
                    .manifests();
            AppliedManifests applied = AppliedManifests.apply(role, master);
            assertThat(sent).containsSubsequence("POST " + roles, "POST " + roles, review);
            sent.clear();
            applied.close();
            assertThat(sent).containsSubsequence("DELETE " + roles + "/" + name, "POST " + roles, review);
        }
    }

    @RepeatedTest(5)
    void the_first_refused_object_in_the_file_is_told_and_nothing_is_left() {
        assertRefused(() -> AppliedManifests.apply(configMaps(number -> number >= 20 && number % 3 == 2), admin))
                .hasMessageStartingWith("many.yaml:104: applying ConfigMap default/" + name + "-20 was refused");
        assertThat(left()).isZero();
    }

    /** Who may not bind can write a binding only to a role that exists and grants nothing more. */
    @Test
    void roles_are_there_before_bindings_to_them_wherever_they_are_written() {
        Manifests rbac = new Policy()
                .binding("default/" + name, "Role " + name, "account default/" + name)
                .role("default/" + name, "get configmaps")
                .manifests();
        Manifests rights = new Policy()
                .clusterRole(
                        name,
                        "get,create,patch,delete "
                                + "roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io",
                        "create subjectaccessreviews.authorization.k8s.io",
                        "get configmaps",
                        "get roles.sentinel.kubeuser.dev")
                .to("user " + name)
                .manifests();
        try (AppliedManifests given = AppliedManifests.apply(rights, admin);
                KubeAccess writer = KubeAccess.impersonate(admin.cluster(), name, Set.of());
                AppliedManifests applied = AppliedManifests.apply(rbac, writer)) {
            assertThat(given.objects()).hasSize(2);
            assertThat(applied.objects()).hasSize(2);
        }
    }
}
