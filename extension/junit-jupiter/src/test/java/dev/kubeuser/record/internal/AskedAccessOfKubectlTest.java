// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs ask about their own access is needed, like what injected clients ask. */
@RunsOn(
        except = EXISTING,
        because = "what kubectl asks is in the audit log alone, and that of an existing cluster is with its owner")
class AskedAccessOfKubectlTest {

    @TempDir
    private Path directory;

    @KubeManifests(value = "classpath:proof/asker.yaml", createNamespaces = true)
    @KubeServiceAccount("asker-test/asker")
    static class Asker {
        @Test
        void asks(Kubeconfig asker, KubeAccess access, Cluster cluster) throws IOException, InterruptedException {
            Kubectl kubectl = new Kubectl(asker.file());
            kubectl.run("get", "configmaps", "--namespace=asker-test");
            assertThat(kubectl.run("auth", "can-i", "patch", "configmaps", "--namespace=asker-test"))
                    .isEqualTo("yes\n");
            assertThat(kubectl.refused("auth", "can-i", "deletecollection", "configmaps", "--namespace=asker-test"))
                    .startsWith("no");
            review(kubectl, asker, "update", "\"user\": \"" + access.name() + "\"");
            review(kubectl, asker, "watch", "\"user\": \"system:serviceaccount:asker-test:other\"");
            review(kubectl, asker, "watch", "\"groups\": [\"system:masters\"]");
            assertThat(kubectl.run("auth", "can-i", "--list", "--namespace=asker-test"))
                    .contains("leases");
            KubeAssertions.assertThat(access)
                    .can(AccessQuery.delete("configmaps").in("asker-test"));
            assertThat(Files.readString(cluster.auditLog().orElseThrow())).doesNotContain("eyJ");
        }

        private static void review(Kubectl kubectl, Kubeconfig asker, String verb, String who)
                throws IOException, InterruptedException {
            Path review = Files.writeString(asker.file().resolveSibling("review.json"), """
                    {"apiVersion": "authorization.k8s.io/v1", "kind": "LocalSubjectAccessReview", "spec": {%s,
                     "resourceAttributes": {"verb": "%s", "resource": "configmaps", "namespace": "asker-test"}}}
                    """.formatted(who, verb));
            assertThat(kubectl.run(
                            "create",
                            "--raw=/apis/authorization.k8s.io/v1/namespaces/asker-test/localsubjectaccessreviews",
                            "--filename=" + review))
                    .contains("\"status\":");
        }
    }

    @Test
    void it_is_needed_by_question() throws IOException {
        assertThat(ReportJson.of(Asker.class, directory)
                        .getAsJsonArray("leastPrivilege")
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
        assertThat(Files.readString(directory.resolve("narrowed-policy.diff")))
                .contains("verbs: [list, patch, update, delete]", "verbs: [create, get, update]");
    }
}
