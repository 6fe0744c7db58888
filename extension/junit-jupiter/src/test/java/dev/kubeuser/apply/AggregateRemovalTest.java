// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * ClusterRoles that aggregate others are gone when they were removed: the controller that writes their rules creates
 * those that it finds missing.
 */
class AggregateRemovalTest {

    private static final int ROUNDS = 12;
    private static final int CONTROLLER_WORKERS = 5;
    private static final String CLUSTER_ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";

    /** Unique, for all tests share a cluster. */
    private final String name = "aggregate-" + UUID.randomUUID();

    @KubeAdmin
    private KubeAccess admin;

    private Manifests manifests(String... documents) {
        return Manifests.parse("a.yaml", String.join("---\n", documents).replace("NAME", name));
    }

    private static String aggregate(String suffix, String selected, String... labels) {
        return new Policy()
                .labels(labels)
                .aggregate("NAME" + suffix, "aggregate-to: NAME" + selected)
                .yaml();
    }

    private static String part(String suffix, String resource, String aggregate) {
        return new Policy()
                .labelled("NAME" + suffix, "aggregate-to: NAME" + aggregate, "list " + resource)
                .yaml();
    }

    private List<String> left() {
        return ObjectRequests.body(admin.get(CLUSTER_ROLES)).getAsJsonArray("items").asList().stream()
                .map(role -> role.getAsJsonObject().getAsJsonObject("metadata"))
                .map(metadata -> metadata.get("name").getAsString())
                .filter(found -> found.startsWith(name))
                .toList();
    }

    /**
     * The controller takes up roles in the order of their changes: when it has written the rules of several that were
     * created after the removal, it has dealt with what was removed.
     */
    @AfterEach
    void nothing_is_left() {
        for (int fence = 0; fence < CONTROLLER_WORKERS; fence++) {
            Manifests afterwards = manifests((aggregate("", "") + "---\n" + part("-part", "pods", ""))
                    .replace("NAME", "fence-" + fence + "-" + name));
            AppliedManifests.apply(afterwards, admin).close();
        }
        assertThat(left()).isEmpty();
    }

    private void applyAgainAndAgain(Manifests policy) {
        for (int round = 0; round < ROUNDS; round++) {
            try (AppliedManifests applied = AppliedManifests.apply(policy, admin)) {
                assertThat(left()).as("round %d", round).hasSameSizeAs(applied.objects());
            }
            assertThat(left()).as("round %d", round).isEmpty();
        }
    }

    @Test
    void with_its_parts() {
        applyAgainAndAgain(manifests(aggregate("", ""), part("-part-a", "pods", ""), part("-part-b", "events", "")));
    }

    @Test
    void that_others_aggregate() {
        applyAgainAndAgain(manifests(
                aggregate("", ""), aggregate("-low", "-low", "aggregate-to: NAME"), part("-part", "pods", "-low")));
    }

    @Test
    void that_aggregate_each_other() {
        applyAgainAndAgain(manifests(
                aggregate("-even", "-even", "aggregate-to: NAME-odd"),
                aggregate("-odd", "-odd", "aggregate-to: NAME-even"),
                part("-part", "pods", "-odd")));
    }

    @Test
    void when_the_rest_is_refused() {
        String binding = new Policy()
                .labels("stage: not valid")
                .clusterBinding("NAME", "NAME", "user nobody")
                .yaml();
        Manifests refused =
                manifests(aggregate("", ""), part("-part-a", "pods", ""), part("-part-b", "events", ""), binding);
        for (int round = 0; round < ROUNDS; round++) {
            assertRefused(() -> AppliedManifests.apply(refused, admin)).hasMessageContaining("metadata.labels");
            assertThat(left()).as("round %d", round).isEmpty();
        }
    }

    @Test
    void while_others_begin_to_use_them() throws Exception {
        Manifests policy = manifests(aggregate("", ""), part("-part", "pods", ""));
        ApplyOptions sharing = ApplyOptions.defaults().withOwner("one of many");
        Callable<Integer> user = () -> {
            int complete = 0;
            for (int round = 0; round < ROUNDS; round++) {
                try (AppliedManifests applied = AppliedManifests.apply(policy, admin, sharing)) {
                    complete += left().size() == applied.objects().size() && selectsPart() ? 1 : 0;
                }
            }
            return complete;
        };
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (Future<Integer> complete : threads.invokeAll(List.of(user, user, user))) {
                assertThat(complete.get()).isEqualTo(ROUNDS);
            }
        } finally {
            threads.shutdown();
        }
    }

    /** The controller leaves rules that somebody wrote to an aggregate that selects nothing. */
    @Test
    void with_rules_of_its_own_as_it_selects_nothing() {
        applyAgainAndAgain(manifests(new Policy()
                .aggregate("NAME-of-nobody", "aggregate-to: NAME-of-nobody", "get nodes")
                .yaml()));
    }

    /** It is not for us to wait for what others have, who may have no controller for it. */
    @Test
    void while_somebody_elses_is_never_complete() {
        String fields = ", \"aggregationRule\": {\"clusterRoleSelectors\": [{\"matchLabels\": {\"of\": \"nobody\"}}]},"
                + " \"rules\": [{\"nonResourceURLs\": [\"/a\"], \"verbs\": [\"get\"]}]";
        writeAs("clusterrole-aggregation-controller", fields);
        try (AppliedManifests applied =
                AppliedManifests.apply(manifests(aggregate("-own", "-own"), part("-part", "pods", "-own")), admin)) {
            assertThat(applied.objects()).hasSize(2);
        } finally {
            admin.request("DELETE", CLUSTER_ROLES + "/" + name, null);
        }
    }

    private boolean selectsPart() {
        return admin.get(CLUSTER_ROLES + "/" + name).body().contains("{\"aggregate-to\":\"" + name + "\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            somebody                           | , "rules": []
            somebody                           | , "rules": [{"nonResourceURLs": ["/a"], "verbs": ["get"]}]
            clusterrole-aggregation-controller | , "rules": [{"nonResourceURLs": ["/a"], "verbs": ["get"]}]
            clusterrole-aggregation-controller | ''
            """)
    void what_these_tests_did_not_create_is_left_as_it_is(String manager, String fields) {
        writeAs(manager, fields);
        String before = admin.get(CLUSTER_ROLES + "/" + name).body();

        assertRefused(() -> AppliedManifests.apply(manifests(aggregate("", "")), admin))
                .hasMessageContaining("is in the cluster already, with another content");

        assertThat(admin.get(CLUSTER_ROLES + "/" + name).body()).isEqualTo(before);
        admin.request("DELETE", CLUSTER_ROLES + "/" + name, null);
    }

    private void writeAs(String manager, String fields) {
        String content = """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "%s"}%s}
                """.formatted(name, fields);
        KubeResponse answer = Patch.apply(admin, CLUSTER_ROLES + "/" + name + "?fieldManager=" + manager, content);
        assertThat(answer.code()).as(answer.body()).isEqualTo(201);
    }
}
