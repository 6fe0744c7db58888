// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.testkit.Patch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets at Secrets by little, and who does not by what sounds like more: gone on a real API server. */
@KubeManifests("classpath:escalation/secrets.yaml")
class WalkedSecretTest {

    private static final Walk WALK = new Walk("classpath:escalation/secrets.yaml", "ClusterRole walked-secrets-goal");
    private static final String SECRETS = "/api/v1/namespaces/walked-secrets/secrets";
    private static final String WORD = "c3dvcmRmaXNo";
    private static final String FOREGROUND = "?propagationPolicy=Foreground&dryRun=All";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The collector asks for the owner first, and backs off. */
    private static final Duration COLLECTION = Duration.ofSeconds(60);

    @KubeAdmin
    private KubeAccess admin;

    /** A plain deletion, real or not, answers with a Status; one that waits for dependents answers with the object. */
    @Test
    void to_delete_in_the_foreground_reads(@KubeUser("secrets-deleter") KubeAccess user) {
        assertThat(WALK.way(user, Certainty.LIKELY)).containsExactly(Technique.READ_SECRETS);
        assertThat(user.get(SECRETS + "/kept")).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(user.request("DELETE", SECRETS + "/kept?dryRun=All", null).body())
                .doesNotContain(WORD);
        assertThat(user.request("DELETE", SECRETS + "/kept" + FOREGROUND, null).body())
                .contains(WORD);
        assertThat(admin.get(SECRETS + "/kept").body()).contains(WORD).doesNotContain("deletionTimestamp");
    }

    private static KubeResponse make(KubeAccess user, String name) {
        return user.request("POST", SECRETS, """
                {"metadata": {"name": "%s", "annotations": {"kubernetes.io/service-account.name": "robot"}},
                 "type": "kubernetes.io/service-account-token"}""".formatted(name));
    }

    @Test
    void a_token_is_made_and_read_by_deleting_it(@KubeUser("secrets-maker") KubeAccess user, Cluster cluster) {
        assertThat(WALK.way(user, Certainty.CERTAIN)).containsExactly(Technique.TOKEN_SECRET);
        assertThat(make(user, "made")).hasStatus(201);
        assertRobot(tokenBy(() -> user.request("DELETE", SECRETS + "/made" + FOREGROUND, null)), cluster);
    }

    private static final String UNOWNED = """
            "ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap", "name": "none",
              "uid": "00000000-0000-0000-0000-000000000000"}]""";

    private static KubeResponse apply(KubeAccess user, String name) {
        return Patch.apply(user, SECRETS + "/" + name + "?fieldManager=walk", """
                {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
                 "metadata": {"name": "%s", "annotations": {"kubernetes.io/service-account.name": "robot"}}}""".formatted(name));
    }

    /** The API server looks for the Secret where the one that had its name may be a moment longer. */
    private static void assertRobot(String token, Cluster cluster) {
        try (KubeAccess robot = Walk.with(cluster, token)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(Walk.whoIs(robot)).contains("system:serviceaccount:walked-secrets:robot"));
        }
    }

    /** An apply creates it, and the answer to an empty patch has the token. */
    @Test
    void a_token_is_applied_and_read_by_patching_it(@KubeUser("secrets-applier") KubeAccess user, Cluster cluster) {
        assertThat(WALK.way(user, Certainty.CERTAIN)).containsExactly(Technique.TOKEN_SECRET);
        assertThat(make(user, "applied")).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(user.get(SECRETS + "/applied")).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(apply(user, "applied")).hasStatus(201);
        assertRobot(tokenBy(() -> Patch.merge(user, SECRETS + "/applied", "{}")), cluster);
    }

    /** The garbage collector deletes a Secret whose only owner does not exist. */
    @Test
    void a_Secret_that_is_there_makes_way_by_a_patch(@KubeUser("secrets-applier") KubeAccess user, Cluster cluster) {
        assertThat(apply(user, "taken")).hasStatus(422);
        assertThat(user.request("DELETE", SECRETS + "/taken", null)).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(Patch.merge(user, SECRETS + "/taken", "{\"metadata\": {" + UNOWNED + "}}"))
                .isOk();
        awaitGone("taken");
        assertThat(apply(user, "taken")).hasStatus(201);
        assertRobot(tokenBy(() -> Patch.merge(user, SECRETS + "/taken", "{}")), cluster);
    }

    /** As cert-manager's webhook may, with the Secret that holds its authority. */
    @Test
    void or_by_an_update(@KubeUser("secrets-renewer") KubeAccess user, Cluster cluster) {
        assertThat(WALK.way(user, Certainty.CERTAIN)).containsExactly(Technique.TOKEN_SECRET);
        assertThat(make(user, "renewed")).hasStatus(409);
        assertThat(user.request(
                        "PUT",
                        SECRETS + "/renewed",
                        "{\"metadata\": {\"name\": \"renewed\", " + UNOWNED + "}, \"type\": \"Opaque\"}"))
                .isOk();
        awaitGone("renewed");
        assertThat(make(user, "renewed")).hasStatus(201);
        assertRobot(tokenBy(() -> user.get(SECRETS + "/renewed")), cluster);
    }

    private void awaitGone(String name) {
        Awaitility.await()
                .atMost(COLLECTION)
                .untilAsserted(() -> assertThat(admin.get(SECRETS + "/" + name)).hasStatus(404));
    }

    private static String tokenBy(Supplier<KubeResponse> reading) {
        return Awaitility.await().atMost(PATIENCE).until(() -> tokenIn(reading.get()), found -> !found.isEmpty());
    }

    private static String tokenIn(KubeResponse secret) {
        JsonObject data = Walk.json(secret).getAsJsonObject("data");
        return data == null || !data.has("token")
                ? ""
                : new String(Base64.getDecoder().decode(data.get("token").getAsString()), StandardCharsets.UTF_8);
    }

    /** The name is taken by a Secret of another type, which cannot be removed. */
    @Test
    void not_where_the_one_that_may_be_read_is_there(@KubeUser("secrets-holder") KubeAccess user) {
        assertThat(WALK.way(user, Certainty.LIKELY)).isEmpty();
        assertThat(WALK.way(user, Certainty.DEPENDS, Technique.READ_SECRETS)).containsExactly(Technique.TOKEN_SECRET);
        assertThat(make(user, "kept")).hasStatus(409);
        assertThat(make(user, "another")).hasStatus(201);
        assertThat(user.get(SECRETS + "/another")).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(user.request("DELETE", SECRETS + "/kept", null)).isForbiddenBy(Refusal.AUTHORIZATION);
    }

    /** Rules with resourceNames allow none of these, for the request has no name. */
    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/v1/namespaces/walked-secrets/secrets?dryRun=All",
        "DELETE, /api/v1/namespaces/walked-secrets/secrets?dryRun=All&fieldSelector=metadata.name%3Dkept",
        "POST, /api/v1/namespaces/walked-secrets/secrets",
        "POST, /api/v1/namespaces/walked-secrets/pods",
        "POST, /apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        "POST, /apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
        "DELETE, /apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations?dryRun=All"
    })
    void not_by_the_name_of_an_object(String method, String path, @KubeUser("secrets-namer") KubeAccess user) {
        assertThat(WALK.way(user, Certainty.DEPENDS)).isEmpty();
        assertThat(user.request(method, path, method.equals("POST") ? "{\"metadata\": {\"name\": \"one\"}}" : null))
                .isForbiddenBy(Refusal.AUTHORIZATION);
    }

    @Test
    void nor_by_applying_it_without_patch(@KubeUser("secrets-namer") KubeAccess user) {
        assertThat(Patch.apply(
                        user,
                        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/one?fieldManager=walk",
                        """
                        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration",
                         "metadata": {"name": "one"}}"""))
                .isForbiddenBy(Refusal.AUTHORIZATION);
    }
}
