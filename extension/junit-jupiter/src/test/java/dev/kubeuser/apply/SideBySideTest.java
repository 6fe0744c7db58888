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

/** Many objects at once: how many requests they cost, in which order they come, and which failure is told. */
class SideBySideTest {

    private static final int MANY = 60;

    /** Unique, for all tests share a cluster. */
    private final String name = "many-" + UUID.randomUUID();

    @KubeAdmin
    private KubeAccess admin;

    private String configMap(int number, boolean isRefused) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s-%d, namespace: default}
                data: %s
                ---
                """.formatted(name, number, isRefused ? "refused" : "{a: b}");
    }

    private Manifests configMaps(IntPredicate isRefused) {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, MANY).forEach(number -> text.append(configMap(number, isRefused.test(number))));
        return Manifests.parse("many.yaml", text.toString());
    }

    private long left() {
        String body = admin.get("/api/v1/namespaces/default/configmaps").body();
        return IntStream.range(0, MANY)
                .filter(number -> body.contains("\"" + name + "-" + number + "\""))
                .count();
    }

    @Test
    void each_new_object_costs_one_request_to_apply_and_one_to_remove() {
        List<String> sent = Collections.synchronizedList(new ArrayList<>());
        String user = name;
        RequestListener.listen(admin.cluster(), request -> {
            if (request.url().encodedPath().contains("/configmaps/" + user)) {
                sent.add(request.method());
            }
        });
        try (KubeAccess master = KubeAccess.impersonate(admin.cluster(), user, Set.of("system:masters"))) {
            AppliedManifests applied = AppliedManifests.apply(configMaps(number -> false), master);
            assertThat(left()).isEqualTo(MANY);
            assertThat(sent).hasSize(MANY).containsOnly("PATCH");
            sent.clear();
            applied.close();
            assertThat(left()).isZero();
            assertThat(sent).hasSize(MANY).containsOnly("DELETE");
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
