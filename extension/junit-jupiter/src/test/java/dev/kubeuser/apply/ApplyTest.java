// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.Failures;
import dev.kubeuser.testkit.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What applying puts into a cluster, what removing takes out, and what is neither changed nor removed. */
@KubeUser("alice")
@SuppressWarnings("try") // closes what is applied
class ApplyTest {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";

    /** Unique, for all tests share a cluster. */
    private final String name = "apply-" + UUID.randomUUID();

    @KubeAdmin
    private KubeAccess admin;

    private Manifests manifests(String text) {
        return Manifests.parse("a.yaml", text.replace("NAME", name));
    }

    private Manifests manifests(Policy policy) {
        return manifests(policy.yaml());
    }

    private static Policy configMap(String namespace, String value) {
        return new Policy().object("v1 ConfigMap", namespace + "/NAME", "data: {a: " + value + "}");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String text) {
        Manifests manifests = manifests(text);
        return Failures.assertRefused(() -> AppliedManifests.apply(manifests, admin));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Policy policy) {
        return assertRefused(policy.yaml());
    }

    private int code(String path) {
        return admin.get(path.replace("NAME", name)).code();
    }

    @Test
    void objects_are_there_until_they_are_removed_and_carry_the_label_of_the_run() {
        Manifests manifests = manifests(configMap("NAME", "b")
                .role("NAME/NAME", "get pods")
                .namespace("NAME")
                .clusterRole("NAME", "get pods"));

        try (AppliedManifests applied = AppliedManifests.apply(manifests, admin)) {
            assertThat(applied.objects()).hasSize(4);
            assertThat(admin.get(RBAC + "clusterroles/" + name).body())
                    .contains("\"" + Run.RUN_LABEL + "\":\"", "\"manager\":\"kubeuser\"");
            assertThat(admin.get("/api/v1/namespaces/" + name + "/configmaps/" + name)
                            .body())
                    .contains("\"" + Run.RUN_LABEL + "\":\"", "\"manager\":\"kubeuser\",\"operation\":\"Apply\"");
            assertThat(code(RBAC + "namespaces/NAME/roles/NAME")).isEqualTo(200);
        }

        assertThat(code(RBAC + "clusterroles/NAME")).isEqualTo(404);
        assertThat(code(RBAC + "namespaces/NAME/roles/NAME")).isEqualTo(404);
    }

    @Test
    void a_namespace_that_is_still_ending_is_waited_for() {
        Manifests manifests = manifests(configMap("NAME", "b").namespace("NAME"));
        for (int round = 0; round < 2; round++) {
            try (AppliedManifests applied = AppliedManifests.apply(manifests, admin)) {
                assertThat(code("/api/v1/namespaces/NAME/configmaps/NAME")).isEqualTo(200);
            }
        }
    }

    @Test
    void custom_resources_are_served_when_their_objects_come() {
        String group = name.replace("-", "") + ".example.test";
        Manifests manifests = manifests(new Policy()
                .object(group + "/v1 Backup", "default/NAME", "spec: {schedule: daily}")
                .definition(
                        "backups." + group,
                        "Backup",
                        "Namespaced",
                        "spec: {type: object, properties: {schedule: {type: string}}}"));

        for (int round = 0; round < 2; round++) {
            try (AppliedManifests applied = AppliedManifests.apply(manifests, admin)) {
                assertThat(code("/apis/" + group + "/v1/namespaces/default/backups/NAME"))
                        .isEqualTo(200);
            }
        }

        Awaitility.await()
                .untilAsserted(() -> assertRefused(new Policy().object(group + "/v1 Backup", "default/NAME"))
                        .hasMessageStartingWith("a.yaml:1: the API server knows no Backup in " + group + "/v1."));
    }

    @Test
    void a_refusal_names_the_object_and_leaves_nothing() {
        assertRefused(new Policy()
                        .clusterRole("NAME", "get pods")
                        .labels("stage: not valid")
                        .object("rbac.authorization.k8s.io/v1 Role", "default/NAME", "rules: []"))
                .hasMessageStartingWith(
                        "a.yaml:9: applying Role default/" + name + " was refused by the API server with ")
                .hasMessageContaining("metadata.labels: Invalid value: \"not valid\"");
        assertThat(code(RBAC + "clusterroles/NAME")).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            externalIPs: 192.0.2.1 | 6 | .spec.externalIPs: expected list
            type: ExternalName     | 4 | spec.externalName: Required value
            """)
    void a_refusal_names_the_line_of_the_field(String field, int line, String reason) {
        assertRefused(new Policy().object("v1 Service", "default/NAME", "spec:", "  ports: [{port: 80}]", "  " + field))
                .hasMessageStartingWith("a.yaml:" + line + ": applying Service default/" + name + " was refused")
                .hasMessageContaining(reason);
    }

    @Test
    void a_kind_that_nobody_defined() {
        assertRefused(new Policy().object("example.test/v1 Nothing", "a"))
                .hasMessageContainingAll(
                        "a.yaml:1: the API server knows no Nothing in example.test/v1", "CustomResourceDefinition");
        assertRefused(new Policy().object("v1 Rolle", "a"))
                .hasMessageContaining("a.yaml:1: the API server knows no Rolle in v1");
    }

    private static Policy monitored() {
        return new Policy()
                .object("v1 ConfigMap", "default/NAME")
                .object("monitoring.coreos.com/v1 ServiceMonitor", "default/NAME")
                .object("cert-manager.io/v1 Certificate", "default/NAME")
                .object("cert-manager.io/v1 Issuer", "default/NAME");
    }

    @Test
    void kinds_that_the_cluster_lacks_are_skipped_by_name() {
        assertRefused(monitored())
                .hasMessageContainingAll(
                        "the API server knows no ServiceMonitor in monitoring.coreos.com/v1, and no Certificate in"
                                + " cert-manager.io/v1, and no Issuer in cert-manager.io/v1. ",
                        "To apply the rest without them, write skipKinds = {\"ServiceMonitor\", \"Certificate\","
                                + " \"Issuer\"}");

        List<String> notes = new ArrayList<>();
        ApplyOptions options = ApplyOptions.defaults()
                .withSkipKinds("ServiceMonitor", "cert-manager.io", "ConfigMap")
                .withNotes(notes::add);
        try (AppliedManifests applied = AppliedManifests.apply(manifests(monitored()), admin, options)) {
            assertThat(applied.objects()).extracting(ManifestObject::kind).containsExactly("ConfigMap");
            assertThat(code("/api/v1/namespaces/default/configmaps/NAME")).isEqualTo(200);
            assertThat(notes)
                    .containsExactly("skipped, because the API server does not serve their kind: 1 Certificate in"
                            + " cert-manager.io/v1, 1 Issuer in cert-manager.io/v1, 1 ServiceMonitor in"
                            + " monitoring.coreos.com/v1");
        }
    }

    @Test
    void a_kind_that_the_manifests_define_is_not_skipped() {
        String group = name + ".kubeuser.test";
        ApplyOptions options = ApplyOptions.defaults().withSkipKinds(group).withNotes(note -> Assertions.fail(note));
        Manifests manifests = manifests(new Policy()
                .object(group + "/v1 Backup", "default/NAME")
                .definition("backups." + group, "Backup", "Namespaced"));
        try (AppliedManifests applied = AppliedManifests.apply(manifests, admin, options)) {}
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ServiceMonitr             | No object of the manifests has a kind or API group "ServiceMonitr"
            ClusterRole               | a.yaml:17: the ClusterRole cannot be skipped by "ClusterRole": roles, bindings,
            rbac.authorization.k8s.io | a.yaml:17: the ClusterRole cannot be skipped by "rbac.authorization.k8s.io"
            """)
    void a_kind_that_cannot_be_skipped_is_an_error(String kind, String message) {
        ApplyOptions options = ApplyOptions.defaults().withSkipKinds(kind);
        Failures.assertRefused(() ->
                        AppliedManifests.apply(manifests(monitored().clusterRole("NAME", "get pods")), admin, options))
                .hasMessageStartingWith(message);
        assertThat(code("/api/v1/namespaces/default/configmaps/NAME")).isEqualTo(404);
    }

    @Test
    void missing_namespaces_are_an_error_or_are_created() {
        assertRefused(configMap("NAME", "b"))
                .hasMessageContainingAll("a.yaml:1: applying ConfigMap", "404", "set createNamespaces = true");

        ApplyOptions creating = ApplyOptions.defaults().withCreateNamespaces(true);
        try (AppliedManifests applied = AppliedManifests.apply(manifests(configMap("NAME", "b")), admin, creating)) {
            assertThat(code("/api/v1/namespaces/NAME")).isEqualTo(200);
        }
        assertThat(admin.get("/api/v1/namespaces/" + name).body()).doesNotContain("\"phase\":\"Active\"");
    }

    @Test
    void an_object_without_a_namespace_goes_into_the_default_one() {
        Manifests manifests = manifests(new Policy().object("v1 ServiceAccount", "NAME"));

        try (AppliedManifests applied = AppliedManifests.apply(manifests, admin)) {
            assertThat(code("/api/v1/namespaces/default/serviceaccounts/NAME")).isEqualTo(200);
        }
        try (AppliedManifests applied =
                AppliedManifests.apply(manifests, admin, ApplyOptions.defaults().withNamespace("kube-public"))) {
            assertThat(code("/api/v1/namespaces/kube-public/serviceaccounts/NAME"))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc", "a/b", "..", ".", "a%2fb"})
    void a_name_that_leads_elsewhere_is_refused_before_it_is_sent(String odd) {
        assertRefused("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"" + odd + "\"}")
                .hasMessage("a.yaml:3: metadata.name of the ConfigMap is \"" + odd
                        + "\". The API server takes no name that is . or .., or that contains / or %: "
                        + "rename the object");
    }

    @Test
    void a_namespace_that_leads_elsewhere_is_refused_before_it_is_sent() {
        assertRefused("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: ../b")
                .hasMessageStartingWith("a.yaml:5: metadata.namespace of the ConfigMap is \"../b\". ");
    }

    @Test
    void what_was_there_before_with_the_same_content_stays() {
        try (AppliedManifests before = AppliedManifests.apply(manifests(configMap("default", "b")), admin)) {
            AppliedManifests.apply(manifests(configMap("default", "b").namespace("default", "a: b")), admin)
                    .close();
            assertThat(code(CONFIG_MAPS + "/NAME")).isEqualTo(200);
            assertThat(admin.get("/api/v1/namespaces/default").body())
                    .contains("\"Active\"")
                    .doesNotContain("\"a\":\"b\"");
        }
    }

    private void create(String configMap) {
        admin.request("POST", CONFIG_MAPS, configMap.replace("NAME", name));
    }

    @ParameterizedTest
    @CsvSource({"a, .data.a", "of-no-manifest, with another content"})
    void what_was_there_before_with_another_content_is_an_error_and_stays_as_it_is(String field, String words) {
        String data = "{\"" + field + "\":\"c\"}";
        create("{\"metadata\": {\"name\": \"NAME\"}, \"data\": " + data + "}");

        assertRefused(configMap("default", "b"))
                .hasMessageContainingAll("a.yaml:1: ConfigMap default/" + name, "another content", words);
        assertThat(admin.get(CONFIG_MAPS + "/" + name).body()).contains(data);
    }

    @Test
    void what_another_run_made_is_an_error_even_if_it_is_the_same() {
        create("""
                {"metadata": {"name": "NAME", "labels": {"kubeuser.dev/run": "other-run"}}, "data": {"a": "b"}}""");

        assertRefused(configMap("default", "b"))
                .hasMessageContainingAll("belongs to the test run other-run", "kubeuser.dev/run=other-run");
    }

    @Test
    void what_controllers_put_into_a_namespace_of_the_manifests_is_changed() {
        Manifests manifests = manifests(new Policy()
                .namespace("NAME")
                .object("v1 ServiceAccount", "NAME/default", "automountServiceAccountToken: false"));

        try (AppliedManifests applied = AppliedManifests.apply(manifests, admin)) {
            assertThat(admin.get("/api/v1/namespaces/" + name + "/serviceaccounts/default")
                            .body())
                    .contains("\"automountServiceAccountToken\":false");
        }
    }

    @Test
    void what_a_test_removed_or_replaced_is_no_failure_and_is_not_removed() {
        AppliedManifests applied =
                AppliedManifests.apply(manifests(configMap("default", "b").clusterRole("NAME", "get pods")), admin);
        admin.request("DELETE", CONFIG_MAPS + "/" + name, null);
        admin.request("DELETE", RBAC + "clusterroles/" + name, null);
        create("{\"metadata\": {\"name\": \"NAME\"}}");

        applied.close();
        applied.close();

        assertThat(admin.get(CONFIG_MAPS + "/" + name).code()).isEqualTo(200);
    }

    @Test
    void exports_of_live_objects_can_be_applied() {
        Manifests manifests = manifests("""
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: NAME
                  namespace: default
                  resourceVersion: "12"
                  uid: 6f2b0a80-0f5d-4d8c-9a51-0e6d0a2c7c11
                  creationTimestamp: 2026-01-01T00:00:00Z
                  managedFields: []
                """);

        AppliedManifests.apply(manifests, admin).close();

        assertThat(code(CONFIG_MAPS + "/NAME")).isEqualTo(404);
    }

    @Test
    void aggregated_rules_are_granted_at_once_and_withdrawn_at_once(KubeAccess alice) {
        Manifests manifests = manifests(new Policy()
                .aggregate(
                        "NAME",
                        "{matchLabels: {aggregate-to: NAME}}, "
                                + "{matchExpressions: [{key: aggregate-to, operator: In, values: [NAME-too]}]}")
                .to("user alice"));
        Manifests aggregated = manifests(
                new Policy().labelled("NAME-part", "aggregate-to: NAME-too", "list storageclasses.storage.k8s.io"));
        String path = "/apis/storage.k8s.io/v1/storageclasses";

        try (AppliedManifests applied = AppliedManifests.apply(manifests, admin)) {
            for (int round = 0; round < 10; round++) {
                assertThat(alice.get(path).code()).isEqualTo(403);
                try (AppliedManifests part = AppliedManifests.apply(aggregated, admin)) {
                    assertThat(alice.get(path).code()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void the_label_of_a_run_is_ours() {
        assertRefused(new Policy().labels("kubeuser.dev/run: mine").object("v1 ConfigMap", "NAME"))
                .hasMessage(
                        "a.yaml:3: the ConfigMap has the label kubeuser.dev/run, by which kubeuser knows what a test"
                                + " run made: remove it");
    }
}
