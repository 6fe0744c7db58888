// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.rbac.Origin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What objects are read from text, and in which lines they and their parts are. */
class ManifestsTest {

    private static final String ROLE = """
            # Who may read pods.
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: readers
              namespace: dev
              labels:
                app.kubernetes.io/name: readers
            rules:
            - apiGroups: [""]
              resources: [pods]
              verbs:
              - get
              - list
            # Logs as well.
            -
              apiGroups: [""]
              resources: [pods/log]
              verbs: [get]
            """;

    private static List<ManifestObject> objects(String text) {
        return Manifests.parse("a.yaml", text).objects();
    }

    @Test
    void roles_of_openshift_are_read_as_those_of_rbac() {
        Manifests read = Manifests.parse("a.yaml", """
            apiVersion: authorization.openshift.io/v1
            kind: ClusterRoleBinding
            metadata: {name: a}
            roleRef: {kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: User, name: mallory}]
            """);
        assertThat(read.rbacPolicy().bindings()).hasSize(1);
        assertThat(read.notes())
                .containsExactly("a.yaml:1: the ClusterRoleBinding of authorization.openshift.io/v1 is read as that of"
                        + " rbac.authorization.k8s.io/v1, as OpenShift stores it");
    }

    @Test
    void an_object_knows_the_lines_of_its_parts() {
        ManifestObject role = objects(ROLE).get(0);

        assertThat(role).hasToString("Role dev/readers (a.yaml:2)");
        assertThat(role.origin()).isEqualTo(Origin.of("a.yaml", 2));
        assertThat(role.line("metadata.name")).isEqualTo(5);
        assertThat(role.line("metadata.labels[\"app.kubernetes.io/name\"]")).isEqualTo(8);
        assertThat(role.line("rules")).isEqualTo(9);
        assertThat(role.line("rules[0]")).isEqualTo(10);
        assertThat(role.line("rules[0].verbs[1]")).isEqualTo(14);
        assertThat(role.origin("rules[1].resources[0]")).hasToString("a.yaml:18");
    }

    @Test
    void objects_on_one_line_are_told_apart() {
        List<ManifestObject> both = objects("""
                {"apiVersion": "v1", "kind": "List", "items": [\
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "dev"}},\
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "ci"}}]}
                """);
        Origin first = both.get(0).origin();
        Origin second = both.get(1).origin("metadata.name");

        assertThat(first).hasToString("a.yaml: ConfigMap dev/a").isNotEqualTo(second);
        assertThat(second).hasToString("a.yaml: ConfigMap ci/a");
        assertThat(second.line()).isEqualTo(1);
        assertThat(second.isInObjectOf(both.get(1).origin())).isTrue();
        assertThat(second.isInObjectOf(first)).isFalse();
    }

    @Test
    void objects_of_the_standard_input_are_named() {
        String roles = """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleList", "items": [
                  {"metadata": {"name": "readers", "namespace": "dev"}}]}
                ---
                {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
                """;
        Installation piped = Installation.in("default").reading(() -> roles);

        assertThat(Manifests.load(Map.of(), List.of("-"), piped, "").objects())
                .extracting(object -> object.origin().toString())
                .containsExactly("<stdin>: Role dev/readers", "<stdin>: Namespace dev");
    }

    @Test
    void a_mistake_in_the_standard_input_has_its_line() {
        Installation piped = Installation.in("default").reading(() -> "kind: Role\nkind: Role\n");

        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> Manifests.load(Map.of(), List.of("-"), piped, ""))
                .withMessageStartingWith("<stdin>:2: duplicate key kind");
    }

    @Test
    void tests_have_no_standard_input() {
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> Manifests.load("-"))
                .withMessageStartingWith("- does not exist");
    }

    @Test
    void a_path_that_leads_nowhere_is_an_error() {
        ManifestObject role = objects(ROLE).get(0);

        for (String path : List.of("rules[2]", "rule", "rules[0].verbs[x]", "metadata.name[0]", "rules..verbs")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> role.line(path))
                    .withMessageStartingWith("there is nothing at \"" + path + "\"");
        }
    }

    @Test
    void documents_may_be_empty_and_commented_as_helm_prints_them() {
        List<ManifestObject> objects = objects("""
                ---
                # Source: chart/templates/empty.yaml
                ---

                ---
                # Source: chart/templates/a.yaml
                apiVersion: v1
                kind: ServiceAccount
                metadata:
                  name: a
                  annotations:
                    "helm.sh/hook": pre-install
                --- # a comment here
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: b}
                ...
                ---
                """);

        assertThat(objects)
                .extracting(ManifestObject::toString)
                .containsExactly("ServiceAccount a (a.yaml:7)", "ServiceAccount b (a.yaml:14)");
        assertThat(objects.get(0).json().toString()).contains("\"helm.sh/hook\":\"pre-install\"");
    }

    @Test
    void lists_are_unfolded_and_their_items_know_their_lines() {
        List<ManifestObject> objects = objects("""
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: ServiceAccount
                  metadata: {name: a}
                - apiVersion: rbac.authorization.k8s.io/v1
                  kind: RoleList
                  items:
                  - metadata: {name: b, namespace: dev}
                    rules:
                    - {apiGroups: [""], resources: [pods], verbs: [get]}
                """);

        assertThat(objects)
                .extracting(ManifestObject::toString)
                .containsExactly("ServiceAccount a (a.yaml:4)", "Role dev/b (a.yaml:10)");
        assertThat(objects.get(1).apiVersion()).isEqualTo("rbac.authorization.k8s.io/v1");
        assertThat(objects.get(1).line("rules[0]")).isEqualTo(12);
    }

    @Test
    void an_empty_list_holds_nothing() {
        assertThat(objects("apiVersion: v1\nkind: List\nitems: []\n---\n" + ROLE))
                .hasSize(1);
    }

    @Test
    void json_is_read_as_a_stream_with_tabs_and_escapes() {
        List<ManifestObject> objects = objects("{\n\t\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\","
                + "\n\t\"metadata\": {\"name\": \"a\"},\n\t\"data\": {\"b\": \"\\/}{\\\"\\ud83d\\ude00\"}\n}\n"
                + "{\"apiVersion\": \"v1\",\n \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"c\"}}");

        assertThat(objects)
                .extracting(ManifestObject::toString)
                .containsExactly("ConfigMap a (a.yaml:1)", "ConfigMap c (a.yaml:6)");
        assertThat(objects.get(0).line("data.b")).isEqualTo(4);
        assertThat(objects.get(0).json().getAsJsonObject("data").get("b").getAsString())
                .isEqualTo("/}{\"\ud83d\ude00");
    }

    @Test
    void anchors_and_merge_keys() {
        ManifestObject role = objects("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: a}
                rules:
                - &read
                  apiGroups: [""]
                  resources: [pods]
                  verbs: &verbs [get, list]
                - <<: *read
                  resources: [services]
                - {apiGroups: [apps], resources: [deployments], verbs: *verbs}
                """).get(0);

        assertThat(role.json().getAsJsonArray("rules").get(1))
                .hasToString("{\"resources\":[\"services\"],\"apiGroups\":[\"\"],\"verbs\":[\"get\",\"list\"]}");
        assertThat(role.json().getAsJsonArray("rules").get(2).toString()).endsWith("\"verbs\":[\"get\",\"list\"]}");
        assertThat(role.line("rules[1]")).isEqualTo(9);
    }

    @Test
    void only_our_own_placeholders_are_filled_in() {
        Placeholders placeholders = new Placeholders(Map.of("kubeuser.namespace", "dev-1"));
        String text = """
                a: ${kubeuser.namespace}x
                b: $(VAR) ${VAR} $1 $$ $${x} ${kubeuser} {{ .Values.a }}
                c: {d: ${kubeuser.namespace}}
                e: $${kubeuser.namespace}
                """;

        assertThat(placeholders.fillIn(text)).isEqualTo("""
                        a: dev-1x
                        b: $(VAR) ${VAR} $1 $$ $${x} ${kubeuser} {{ .Values.a }}
                        c: {d: dev-1}
                        e: ${kubeuser.namespace}
                        """);
    }

    /** Each of several files may bring its namespace. */
    @Test
    void a_namespace_that_stands_twice_alike_is_one() {
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: dev}\n";

        assertThat(objects(namespace + "---\n" + namespace)).singleElement().hasToString("Namespace dev (a.yaml:1)");
    }

    @Test
    void deep_schemas_and_large_files_are_read() {
        String deep = "{a: ".repeat(200) + "1" + "}".repeat(200);
        String large = ("# " + "x".repeat(98) + "\n").repeat(40_000);

        assertThat(objects(large + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: " + deep))
                .hasSize(1);
    }
}
