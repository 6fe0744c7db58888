// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.delete;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.RunsOnce;
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
@RunsOnce
class AskedAccessTest {

    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/";

    @TempDir
    private Path directory;

    @KubeManifests(value = "classpath:proof/asker.yaml", createNamespaces = true)
    @KubeServiceAccount("asker-test/asker")
    static class Asker {
        @Test
        void asks(KubeAccess asker, AuthorizationV1Api reviews) throws ApiException {
            assertThat(asker.get("/api/v1/namespaces/asker-test/configmaps").code())
                    .isEqualTo(200);
            assertThat(asker).can(delete("configmaps").in("asker-test"));
            ask(asker, "selfsubjectaccessreviews", "SelfSubjectAccessReview", "patch", "");
            ask(asker, "selfsubjectaccessreviews", "SelfSubjectAccessReview", "deletecollection", "");
            local(asker, "update", "\"user\": \"" + asker.name() + "\"");
            local(asker, "watch", "\"user\": \"system:serviceaccount:asker-test:other\"");
            local(asker, "watch", "\"groups\": [\"system:masters\"]");
            reviews.createSelfSubjectRulesReview(new V1SelfSubjectRulesReview()
                            .spec(new V1SelfSubjectRulesReviewSpec().namespace("asker-test")))
                    .execute();
        }

        private static void local(KubeAccess asker, String verb, String who) {
            String path = "namespaces/asker-test/localsubjectaccessreviews";
            ask(asker, path, "LocalSubjectAccessReview", verb, ", " + who);
        }

        private static void ask(KubeAccess asker, String path, String kind, String verb, String more) {
            assertThat(asker.request("POST", REVIEWS + path, """
                                    {"apiVersion": "authorization.k8s.io/v1", "kind": "%s", "spec": {"resourceAttributes":
                                    {"verb": "%s", "resource": "configmaps", "namespace": "asker-test"}%s}}
                                    """.formatted(kind, verb, more))
                            .code())
                    .isEqualTo(201);
        }
    }

    @Test
    void it_is_needed_by_question() throws IOException {
        JsonObject report = ReportJson.of(Asker.class, directory);

        assertThat(report.getAsJsonArray("leastPrivilege")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonArray("asked"))
                .extracting(permission -> permission.getAsString())
                .containsExactly(
                        "delete configmaps in asker-test",
                        "patch configmaps in asker-test",
                        "update configmaps in asker-test",
                        "create leases.coordination.k8s.io in asker-test",
                        "get leases.coordination.k8s.io in asker-test",
                        "update leases.coordination.k8s.io in asker-test");
        assertThat(Files.readString(directory.resolve("least-privilege.yaml")))
                .contains("\n# Asked for in an access review, and not used: patch configmaps in asker-test\n")
                .contains("  - delete\n  - list\n  - patch\n  - update\n")
                .doesNotContain("watch");
        assertThat(Files.readString(directory.resolve("report.md"))).contains("Needed by question");
        assertThat(Files.readString(directory.resolve("narrowed-policy.diff")))
                .contains("verbs: [list, patch, update, delete]", "verbs: [create, get, update]");
    }
}
