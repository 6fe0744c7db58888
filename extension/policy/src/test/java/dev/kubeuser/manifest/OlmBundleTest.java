// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static dev.kubeuser.statement.EffectiveRole.account;
import static dev.kubeuser.statement.EffectiveRole.role;
import static dev.kubeuser.testkit.Failures.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.statement.EffectiveRole;
import dev.kubeuser.statement.RoleDifference;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OLM leaves in a cluster of a bundle. */
class OlmBundleTest {

    /** Of the whole cluster, as operator-sdk writes it. */
    static final String BACKUPS = "../../sample-tests/bundle";

    /** The manifests alone, of an operator that watches its own namespace or another one. */
    static final String STORES = "src/test/resources/olm/stores";

    static final String STORES_VERSION = STORES + "/stores.clusterserviceversion.yaml";

    @TempDir
    private Path directory;

    private static List<ManifestObject> objects(String source) {
        return Manifests.load(Map.of(), List.of(source), Installation.in("operators"), "")
                .objects();
    }

    private static List<String> titles(String source) {
        return objects(source).stream().map(ManifestObject::toString).toList();
    }

    @Test
    void an_operator_that_watches_all_namespaces() {
        String manifests = BACKUPS + "/manifests/";
        String version = manifests + "backups.clusterserviceversion.yaml:";
        assertThat(titles("olm:" + BACKUPS))
                .isEqualTo(titles("olm:" + BACKUPS + "/manifests/"))
                .containsExactly(
                        "Service operators/backups-metrics (" + manifests + "backups-metrics_v1_service.yaml:1)",
                        "CustomResourceDefinition backups.samples.kubeuser.dev (" + manifests
                                + "samples.kubeuser.dev_backups.yaml:1)",
                        "ServiceAccount operators/backups (" + version + "19)",
                        "ClusterRole backups-backups (" + version + "19)",
                        "ClusterRoleBinding backups-backups (" + version + "19)",
                        "ClusterRole backups-backups-lifted (" + version + "25)",
                        "ClusterRoleBinding backups-backups-lifted (" + version + "25)",
                        "Deployment operators/backups (" + version + "34)",
                        "ClusterRole backups.samples.kubeuser.dev-v1-admin (" + version + "12)",
                        "ClusterRole backups.samples.kubeuser.dev-v1-edit (" + version + "12)",
                        "ClusterRole backups.samples.kubeuser.dev-v1-view (" + version + "12)",
                        "ClusterRole backups.samples.kubeuser.dev-v1-crdview (" + version + "12)");
    }

    @Test
    void a_rule_has_its_line_and_an_object_the_text_that_it_is_made_from() {
        ManifestObject lifted = objects("olm:" + BACKUPS).get(5);

        assertThat(lifted.line("rules")).isEqualTo(25);
        assertThat(lifted.line("rules[1].verbs")).isEqualTo(31);
        assertThat(lifted.json().getAsJsonArray("rules").get(2))
                .hasToString("{\"apiGroups\":[\"\"],\"resources\":[\"namespaces\"],\"verbs\":[\"get\",\"list\","
                        + "\"watch\"]}");
        assertThat(lifted.source())
                .startsWith("      - rules:")
                .endsWith("        serviceAccountName: backups")
                .hasSize(8);
        assertThat(objects("olm:" + STORES).get(4).line("rules[0]")).isEqualTo(19);
    }

    /** The ServiceAccount of the bundle is the one of its permissions; each namespace has a default one. */
    @ParameterizedTest
    @CsvSource({"olm:, operators", "olm:operators:, operators", "olm:team-a:, operators team-a"})
    void an_operator_that_watches_some_namespaces(String prefix, String namespaces) {
        String roles = "";
        for (String namespace : namespaces.split(" ", -1)) {
            roles += """
                Role NAMESPACE/stores-operator-stores (VERSION:10)
                RoleBinding NAMESPACE/stores-operator-stores (VERSION:10)
                Role NAMESPACE/stores-operator-stores-2 (VERSION:18)
                RoleBinding NAMESPACE/stores-operator-stores-2 (VERSION:18)
                Role NAMESPACE/stores-operator-default (VERSION:20)
                RoleBinding NAMESPACE/stores-operator-default (VERSION:20)
                """.replace("NAMESPACE", namespace);
        }
        assertThat(String.join("\n", titles(prefix + STORES)))
                .isEqualTo(
                        """
                Role operators/stores-monitor (STORES/stores-monitor_rbac.authorization.k8s.io_v1_role.yaml:1)
                ServiceAccount operators/stores (VERSION:34)
                %sClusterRole sales-v1-admin (VERSION:27)
                ClusterRole sales-v1-edit (VERSION:27)
                ClusterRole sales-v1-view (VERSION:27)\
                """.formatted(roles).replace("VERSION", STORES_VERSION).replace("STORES", STORES));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            olm:team-a,team-b:STORES | 28: stores-operator.v0.9.4 supports only OwnNamespace, SingleNamespace, so an operator in operators cannot watch team-a, team-b
            olm:operators:BACKUPS    | 49: backups.v1.4.0 supports only AllNamespaces, so an operator in operators cannot watch operators
            olm:team-a,:STORES       | olm:team-a,:STORES: "" cannot be a namespace: write those that the operator watches as in olm:team-a,team-b:bundle/
            olm:STORES/none          | olm:STORES/none: there is no directory STORES/none; name a bundle, which has manifests/ and metadata/, on this machine
            olm:src/test/resources/manifests | olm:src/test/resources/manifests has no ClusterServiceVersion: name a bundle, which has one in manifests/
            """)
    void what_olm_does_not_install_is_refused(String source, String problem) {
        assertThat(refusal(() -> objects(source.replace("STORES", STORES).replace("BACKUPS", BACKUPS))))
                .endsWith(problem.replace("STORES", STORES));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type: OwnNamespace            | type: MultiNamespace | supports only MultiNamespace, SingleNamespace, so the namespaces that the operator watches are needed: write them as in olm:team-a,team-b:bundle/
            supported: true               | supported: false | supports no install mode, so the namespaces that
            - serviceAccountName: default | - serviceAccountName: 7 | csv.yaml:20: the serviceAccountName is not text: 7; quote it
            - serviceAccountName: default | - serviceAccountName: a/b | csv.yaml:20: metadata.name of Role operators/stores-operator-a/b cannot be
            resources: [configmaps]       | resource: [configmaps] | csv.yaml:23: rules[0] of Role operators/stores-operator-default has "resource": did you mean "resources"?
            permissions:~                 | permissions: {a: 1}~      others:~ | spec.install.spec.permissions of stores-operator.v0.9.4 is not a list
            permissions:~                 | permissions: [7]~      others:~ | csv.yaml:9: spec.install.spec.permissions of stores-operator.v0.9.4 has what is not a mapping
            spec:~  install:             | spec: 7~other:~  install: | csv.yaml:5: what holds spec.install
            v1, kind: Sale                | v1, kind: Sale}~  customresourcedefinitions:~    owned:~    - {name: nothing | csv.yaml:30: stores-operator.v0.9.4 owns "nothing", which names no CustomResourceDefinition
            {name: sales,                 | {                | csv.yaml:27: stores-operator.v0.9.4 has a part without a name: add it
            """)
    void a_version_of_another_shape_is_refused_with_its_line(String written, String instead, String problem)
            throws IOException {
        String text = Files.readString(Path.of(STORES_VERSION));
        assertThat(text).contains(written.replace("~", "\n"));
        Files.writeString(
                directory.resolve("csv.yaml"), text.replace(written.replace("~", "\n"), instead.replace("~", "\n")));

        assertThat(refusal(() -> objects("olm:" + directory))).contains(problem);
    }

    /** OLM creates a Role before it lifts that, and the API server refuses one with URLs. */
    @Test
    void permissions_with_urls_are_refused() throws IOException {
        String text = Files.readString(Path.of(BACKUPS, "manifests/backups.clusterserviceversion.yaml"));
        String rule = "apiGroups: [coordination.k8s.io]\n          resources: [leases]";
        assertThat(text).contains(rule);
        Files.writeString(directory.resolve("csv.yaml"), text.replace(rule, "nonResourceURLs: [/metrics]"));

        assertThat(refusal(() -> objects("olm:" + directory)))
                .contains("csv.yaml:26: permissions of backups.v1.4.0 have nonResourceURLs")
                .endsWith("write them in clusterPermissions");
    }

    /** Of all permissions, also those that OLM lifts. */
    @Test
    void an_account_holds_each_of_its_permissions() {
        EffectiveRole account = account("olm:" + BACKUPS, "default/backups");
        EffectiveRole first = role("olm:" + BACKUPS, "backups-backups");
        EffectiveRole lifted = role("olm:" + BACKUPS, "backups-backups-lifted");

        assertThat(RoleDifference.between(lifted, account).isEmpty()).isTrue();
        assertThat(RoleDifference.between(account, first)
                        .words(RoleDifference.between(account, first).parts().get(0)))
                .isEqualTo("create, get, update leases.coordination.k8s.io");
        assertThat(RoleDifference.between(account, EffectiveRole.sum(List.of(first, lifted)))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void two_versions_are_refused() throws IOException {
        for (String name : List.of("a.yaml", "b.yaml")) {
            Files.copy(Path.of(STORES_VERSION), directory.resolve(name));
        }
        assertThat(refusal(() -> objects("olm:" + directory)))
                .contains(" has several ClusterServiceVersions, and a bundle has one: [ClusterServiceVersion stores");
    }

    @Test
    @NeedsUnix
    void a_link_out_of_the_bundle_is_refused() throws IOException {
        Path outside = Files.writeString(directory.resolve("secret.yaml"), "password: hunter2\n");
        Path manifests = Files.createDirectories(directory.resolve("bundle/manifests"));
        Files.createSymbolicLink(manifests.resolve("a.yaml"), outside);

        assertThat(refusal(() -> objects("olm:" + directory.resolve("bundle"))))
                .endsWith("a.yaml is a link that leads out of the bundle: replace it by the file")
                .doesNotContain("hunter2");
    }
}
