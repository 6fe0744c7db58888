// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.existing;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.AnsweredCase;
import dev.kubeuser.testkit.ChildJvm;
import dev.kubeuser.testkit.ChildTest;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.Policy;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of this machine was killed. Somebody who may only get, list and patch namespaces copies its marks to others,
 * and somebody else keeps objects where the run had its own. The next run and the command remove what the run left, and
 * nothing else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@InTurn
@RunsOnce
class ForgedMarksTest {

    private static final Pattern RUN = Pattern.compile("run is (\\S+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final String CRATES = "/apis/leftovers.example.com/v1/namespaces/default/crates";
    private static final List<String> PROD =
            List.of("prod", "prod-manager", "prod-apply", "prod-fields", "prod-form", "prod-old");

    private HandStartedControlPlane cluster;
    private KubeAccess admin;
    private KubeAccess labeler;
    private String run = "";
    private List<String> preview = List.of();
    private List<String> afterPreview = List.of();
    private String next = "";
    private List<String> afterNext = List.of();

    @KubeUser("alice")
    @KubeManifests("src/test/resources/policies/leftovers.yaml")
    static class Killed {
        @Test
        void waits(Cluster cluster) throws InterruptedException {
            System.out.println("run is " + ManagedCluster.of(cluster).run().id());
            TimeUnit.MINUTES.sleep(5);
        }
    }

    @BeforeAll
    void kill_forge_and_run_again(@TempDir Path directory) throws Exception {
        cluster = HandStartedControlPlane.start(directory);
        admin = KubeAccess.admin(cluster.cluster());
        labeler = as("labeler", "get,list,patch namespaces");
        try (ChildJvm killed = ChildTest.start(directory, Killed.class, cluster.options())) {
            run = killed.await(RUN);
            PROD.forEach(this::createNamespace);
            List.of("prod", "prod-fields", "leftovers-mixed").forEach(this::createSettings);
            create(CRATES, """
                {"apiVersion": "leftovers.example.com/v1", "kind": "Crate", "metadata": {"name": "heavy"}}\
                """);
            killed.kill();
        }
        awaitNextSecond();
        forge();

        preview = Cleanup.preview(existing(), List.of());
        afterPreview = namespaces();
        next = ChildTest.start(directory, AnsweredCase.class, cluster.options()).ended(0);
        Awaitility.await().atMost(PATIENCE).until(() -> !namespaces().contains("leftovers-shop"));
        afterNext = namespaces();
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
    }

    private ExistingOptions existing() throws IOException {
        return ExistingOptions.of(cluster.kubeconfig().toString(), cluster.context());
    }

    /** A user with these rules and no others. */
    private KubeAccess as(String user, String... rules) {
        AppliedManifests unused = AppliedManifests.apply(
                new Policy().clusterRole(user, rules).to("user " + user).manifests(), admin);
        return KubeAccess.impersonate(cluster.cluster(), user, Set.of());
    }

    private void create(String path, String object) {
        assertThat(admin.request("POST", path, object)).hasStatus(201);
    }

    private void createNamespace(String name) {
        create(NAMESPACES, "{\"metadata\": {\"name\": \"" + name + "\"}}");
    }

    private void createSettings(String namespace) {
        create(NAMESPACES + "/" + namespace + "/configmaps", "{\"metadata\": {\"name\": \"theirs\"}}");
    }

    private void delete(String path) {
        assertThat(admin.request("DELETE", path, null)).isOk();
    }

    private static JsonObject json(KubeResponse answer) {
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    private List<String> namespaces() {
        return json(admin.get(NAMESPACES)).getAsJsonArray("items").asList().stream()
                .map(item -> item.getAsJsonObject().getAsJsonObject("metadata"))
                .filter(metadata -> !metadata.has("deletionTimestamp"))
                .map(metadata -> metadata.get("name").getAsString())
                .toList();
    }

    private JsonObject metadata(String namespace) {
        return json(labeler.get(NAMESPACES + "/" + namespace)).getAsJsonObject("metadata");
    }

    /** The server's times have whole seconds. */
    private void awaitNextSecond() {
        String created = metadata("prod-old").get("creationTimestamp").getAsString();
        Awaitility.await()
                .until(() -> Instant.now().isAfter(Instant.parse(created).plusSeconds(1)));
    }

    private void forge() {
        JsonObject ofRun = metadata("leftovers-shop");
        JsonObject labels = ofRun.getAsJsonObject("labels");
        labels.remove("kubernetes.io/metadata.name");
        labels.addProperty("app.kubernetes.io/managed-by", "kubeuser");
        String marks =
                "\"metadata\": {\"labels\": %s, \"annotations\": %s}}".formatted(labels, ofRun.get("annotations"));
        patch("prod", "curl", "{" + marks);
        patch("prod-manager", "kubeuser", "{" + marks);
        assertThat(Patch.apply(
                        labeler,
                        NAMESPACES + "/prod-apply?fieldManager=kubeuser",
                        "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", " + marks))
                .isOk();
        patch("prod-fields", "kubeuser", "{" + marks);
        rewriteManagedFields("prod-fields");
        patch("prod-form", "kubeuser", "{" + marks.replace(run, "anything"));
        patch("prod-old", "kubeuser", "{" + marks.replace(run, "20991231-235959-deadbeef"));
    }

    private void patch(String namespace, String manager, String object) {
        assertThat(Patch.merge(labeler, NAMESPACES + "/" + namespace + "?fieldManager=" + manager, object))
                .isOk();
    }

    /** Whoever may patch an object may write who owns its fields, and since when. */
    private void rewriteManagedFields(String namespace) {
        patch(namespace, "kubeuser", """
            {"metadata": {"managedFields": [{
              "manager": "kubeuser", "operation": "Update", "apiVersion": "v1", "time": "%s",
              "fieldsType": "FieldsV1", "fieldsV1": {"f:metadata": {
                "f:labels": {".": {}, "f:kubernetes.io/metadata.name": {}, "f:kubeuser.dev/run": {},
                  "f:app.kubernetes.io/managed-by": {}},
                "f:annotations": {".": {}, "f:kubeuser.dev/process": {}}}}}]}}
            """.formatted(
                        metadata(namespace).get("creationTimestamp").getAsString()));
    }

    private static Optional<String> lineOf(List<String> lines, String object) {
        return lines.stream()
                .filter(line -> line.contains(" " + object + " of the run "))
                .findFirst();
    }

    @Test
    void a_dry_run_names_what_would_go_and_removes_nothing() {
        assertThat(preview)
                .contains(
                        "would remove namespaces/leftovers-shop of the run " + run,
                        "would remove roles.rbac.authorization.k8s.io/leftovers-shop/reader of the run " + run,
                        "would remove configmaps/leftovers-shop/settings of the run " + run,
                        "would remove clusterroles.rbac.authorization.k8s.io/leftovers-aggregate of the run " + run);
        assertThat(afterPreview).containsAll(PROD).contains("leftovers-shop", "leftovers-mixed");
    }

    @Test
    void a_forged_label_is_left_with_its_reason() {
        for (String namespace : List.of("prod", "prod-manager", "prod-apply")) {
            assertThat(lineOf(preview, "namespaces/" + namespace))
                    .hasValue("left namespaces/" + namespace + " of the run " + run
                            + ": it was not created with the marks of the run; somebody added them later");
        }
        assertThat(lineOf(preview, "namespaces/prod-form"))
                .hasValue("left namespaces/prod-form of the run anything: its label kubeuser.dev/run does not name a "
                        + "run");
        assertThat(lineOf(preview, "namespaces/prod-old"))
                .hasValue("left namespaces/prod-old of the run 20991231-235959-deadbeef: it was not created with the"
                        + " marks of the run; somebody added them later");
    }

    @Test
    void forged_managed_fields_do_not_cost_a_namespace_that_holds_anything() {
        assertThat(lineOf(preview, "namespaces/prod-fields"))
                .hasValue("left namespaces/prod-fields of the run " + run
                        + ": it holds configmaps/prod-fields/theirs, which the run did not create");
    }

    @Test
    void the_next_run_leaves_what_others_labelled_and_says_so() {
        assertThat(afterNext).containsAll(PROD);
        PROD.forEach(namespace -> assertThat(next).contains("\n  left namespaces/" + namespace + " of the run "));
    }

    @Test
    void the_next_run_removes_what_the_killed_one_left_and_names_it() throws ApiException {
        assertThat(afterNext).doesNotContain("leftovers-shop");
        assertThat(next)
                .contains(
                        "\n  removed namespaces/leftovers-shop of the run " + run + "\n",
                        "\n  removed roles.rbac.authorization.k8s.io/leftovers-mixed/reader of the run " + run + "\n",
                        "\n  removed clusterroles.rbac.authorization.k8s.io/leftovers-aggregate of the run " + run
                                + "\n",
                        "\n  removed clusterroles.rbac.authorization.k8s.io/leftovers-part of the run " + run + "\n");
        assertThat(new Leftovers(ApiRequests.of(cluster.admin())).all("kubeuser.dev/run=" + run))
                .extracting(Leftover::toString)
                .doesNotContain("clusterroles.rbac.authorization.k8s.io/leftovers-aggregate");
    }

    @Test
    void what_holds_foreign_objects_stays_until_they_are_gone() throws ApiException, IOException {
        assertThat(afterNext).contains("leftovers-mixed");
        assertThat(next)
                .contains("\n  left namespaces/leftovers-mixed of the run " + run
                        + ": it holds configmaps/leftovers-mixed/theirs, which")
                .contains("\n  left customresourcedefinitions.apiextensions.k8s.io/crates.leftovers.example.com of the"
                        + " run " + run + ": it holds crates.leftovers.example.com/default/heavy, which the run did not"
                        + " create");

        delete(NAMESPACES + "/leftovers-mixed/configmaps/theirs");
        delete(CRATES + "/heavy");
        assertThat(Cleanup.remove(existing(), List.of(run)))
                .contains(
                        "removed namespaces/leftovers-mixed of the run " + run,
                        "removed customresourcedefinitions.apiextensions.k8s.io/crates.leftovers.example.com of the "
                                + "run "
                                + run);
        assertThat(namespaces()).doesNotContain("leftovers-mixed").containsAll(PROD);
    }

    /** As with the fewest permissions that the context needs, and some more. */
    @Test
    void a_namespace_that_cannot_be_looked_into_stays() throws ApiException {
        ApiRequests limited =
                ApiRequests.of(as("limited", "* namespaces,configmaps").apiClient());
        Leftover namespace = new Leftovers(limited)
                .ofPolicies("kubeuser.dev/run=" + run).stream()
                        .filter(object -> object.toString().equals("namespaces/prod-fields"))
                        .findFirst()
                        .orElseThrow();
        // Another test removes a kind meanwhile, which the API server may name a moment longer than it serves it.
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            Leftovers leftovers = new Leftovers(limited);
            assertThat(leftovers.judge(namespace).obstacle().orElseThrow())
                    .startsWith("what is in it cannot be found out: ")
                    .contains(": 403: ", "User \"limited\" cannot list resource");
        });
    }
}
