// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.delete;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.ReportJson;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1SelfSubjectRulesReview;
import io.kubernetes.client.openapi.models.V1SelfSubjectRulesReviewSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a subject asks about its own access, it needs, even if it never does it. */
@InTurn
class AskedAccessTest {

    private static final String SELF = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String LOCAL = "/apis/authorization.k8s.io/v1/namespaces/asker-test/localsubjectaccessreviews";

    @TempDir
    private Path directory;

    private static String review(String kind, String verb, String who) {
        return """
                {"apiVersion": "authorization.k8s.io/v1", "kind": "%s", "spec": {%s
                 "resourceAttributes": {"verb": "%s", "resource": "configmaps", "namespace": "asker-test"}}}
                """.formatted(kind, who, verb);
    }

    /** About oneself, about another, and about a group. */
    private static String[] localReviews(KubeAccess asker) {
        return new String[] {
            review("LocalSubjectAccessReview", "update", "\"user\": \"" + asker.name() + "\","),
            review("LocalSubjectAccessReview", "watch", "\"user\": \"system:serviceaccount:asker-test:other\","),
            review("LocalSubjectAccessReview", "watch", "\"groups\": [\"system:masters\"],")
        };
    }

    @KubeManifests(value = "classpath:proof/asker.yaml", createNamespaces = true)
    @KubeServiceAccount("asker-test/asker")
    static class ByClients {
        @Test
        void asks(KubeAccess asker, AuthorizationV1Api reviews) throws ApiException {
            assertThat(asker.get("/api/v1/namespaces/asker-test/configmaps").code())
                    .isEqualTo(200);
            assertThat(asker).can(delete("configmaps").in("asker-test"));
            ask(asker, SELF, review("SelfSubjectAccessReview", "patch", ""));
            ask(asker, SELF, review("SelfSubjectAccessReview", "deletecollection", ""));
            for (String review : localReviews(asker)) {
                ask(asker, LOCAL, review);
            }
            reviews.createSelfSubjectRulesReview(new V1SelfSubjectRulesReview()
                            .spec(new V1SelfSubjectRulesReviewSpec().namespace("asker-test")))
                    .execute();
        }

        private static void ask(KubeAccess asker, String path, String review) {
            assertThat(asker.request("POST", path, review).code()).isEqualTo(201);
        }
    }

    @Test
    void it_is_needed_by_question() throws IOException {
        assertNeeded(ByClients.class);
        assertThat(Files.readString(directory.resolve("least-privilege.yaml")))
                .contains("\n# Asked for in an access review, and not used: patch configmaps in asker-test\n")
                .contains("  - delete\n  - list\n  - patch\n  - update\n")
                .doesNotContain("watch");
        assertThat(Files.readString(directory.resolve("report.md"))).contains("Needed by question");
    }

    @KubeManifests(value = "classpath:proof/asker.yaml", createNamespaces = true)
    @KubeServiceAccount("asker-test/asker")
    static class ByKubectl {
        @Test
        void asks(Kubeconfig asker, KubeAccess access, Cluster cluster) throws IOException, InterruptedException {
            Kubectl kubectl = new Kubectl(asker.file());
            kubectl.run("get", "configmaps", "--namespace=asker-test");
            assertThat(kubectl.run("auth", "can-i", "patch", "configmaps", "--namespace=asker-test"))
                    .isEqualTo("yes\n");
            assertThat(kubectl.refused("auth", "can-i", "deletecollection", "configmaps", "--namespace=asker-test"))
                    .startsWith("no");
            for (String review : localReviews(access)) {
                Path file = Files.writeString(asker.file().resolveSibling("review.json"), review);
                assertThat(kubectl.run("create", "--raw=" + LOCAL, "--filename=" + file))
                        .contains("\"status\":");
            }
            assertThat(kubectl.run("auth", "can-i", "--list", "--namespace=asker-test"))
                    .contains("leases");
            assertThat(access).can(delete("configmaps").in("asker-test"));
            assertThat(Files.readString(cluster.auditLog().orElseThrow())).doesNotContain("eyJ");
        }
    }

    @Test
    @RunsOn(except = EXISTING, because = "it reads the audit log, and that of an existing cluster is with its owner")
    void what_kubectl_asks_is_needed_like_what_injected_clients_ask() throws IOException {
        assertNeeded(ByKubectl.class);
    }

    @KubeManifests(value = "classpath:proof/asker.yaml", createNamespaces = true)
    @KubeServiceAccount("asker-test/asker")
    @KubeUser("proxy")
    static class ByAProxy {
        @Test
        void asks(@KubeServiceAccount("asker-test/asker") KubeAccess asker, @KubeUser("proxy") KubeAccess proxy) {
            String about = review("LocalSubjectAccessReview", "watch", "\"user\": \"" + asker.name() + "\",");
            assertThat(proxy.request("POST", LOCAL, about).code()).isEqualTo(201);
        }
    }

    @Test
    void what_another_asks_about_a_subject_is_needed_too() throws IOException {
        ReportJson.of(ByAProxy.class, directory);
        assertThat(Files.readString(directory.resolve("narrowed-policy.diff"))).contains("verbs: [watch]");
    }

    private void assertNeeded(Class<?> asking) throws IOException {
        assertThat(ReportJson.of(asking, directory)
                        .getAsJsonArray("leastPrivilege")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("asked"))
                .extracting(JsonElement::getAsString)
                .containsExactly(
                        "delete configmaps in asker-test",
                        "patch configmaps in asker-test",
                        "update configmaps in asker-test",
                        "create leases.coordination.k8s.io in asker-test",
                        "get leases.coordination.k8s.io in asker-test",
                        "update leases.coordination.k8s.io in asker-test");
        assertThat(Files.readString(directory.resolve("narrowed-policy.diff")))
                .contains("verbs: [list, patch, update, delete]", "verbs: [create, get, update]");
    }
}
