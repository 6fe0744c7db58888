// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.Kind;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log is JSON, and a patch need not be. */
@RunsOn(value = Kind.EMBEDDED, because = "k3s, as upstream, logs no patch whose body is YAML")
class SecondChecksOfYamlTest {

    @TempDir
    private Path directory;

    @KubeManifests(value = "classpath:proof/grantor.yaml", createNamespaces = true)
    @KubeUser("grace")
    static class ApplyingYaml {
        @Test
        void applies(KubeAccess grace, Cluster cluster) throws IOException {
            String role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: applied}\n";
            KubeResponse answer = Patch.apply(
                    grace, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/applied?fieldManager=x", role);
            assertThat(answer.code()).isEqualTo(201);
            assertThat(Files.readString(cluster.auditLog().orElseThrow()))
                    .contains(String.valueOf(answer.header("Audit-Id")));
        }

        @AfterEach
        void remove(@KubeAdmin KubeAccess admin) {
            admin.request("DELETE", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/applied", null);
        }
    }

    @Test
    void a_body_that_cannot_be_logged_keeps_no_request_out_of_the_log() throws IOException {
        ReportJson.of(ApplyingYaml.class, directory);
    }
}
