// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.access.internal.RequestListener.SentRequest;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.testkit.Patch;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import okhttp3.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client makes of its answers is what the audit log says, or nothing. */
@RunsOn(except = EXISTING, because = "it reads the audit log, and that of an existing cluster is with its owner")
@KubeManifests(value = "classpath:proof/verdicts.yaml", createNamespaces = true)
@KubeUser(value = "vera", groups = "verdict-test")
class ClientVerdictTest {

    private static final String CORE = "/api/v1/namespaces/verdict-test/";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/verdict-test/";

    private final Queue<SentRequest> sent = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void listen(Cluster cluster) {
        RequestListener.listen(cluster, request -> {
            if (request.user().name().equals("vera")) {
                sent.add(request);
            }
        });
    }

    private static Optional<Boolean> verdict(SentRequest request) {
        return AttributedRequest.of(request, new RunningTests()).map(AttributedRequest::allowed);
    }

    private static Map<String, Optional<Boolean>> decisions(Cluster cluster) {
        Map<String, Optional<Boolean>> decisions = new HashMap<>();
        new AuditLog(cluster::auditLog).read(event -> {
            if (event.isLast()) {
                decisions.put(event.auditID(), event.decision());
            }
        });
        return decisions;
    }

    @Test
    void it_is_that_of_the_audit_log_or_none(KubeAccess vera, Cluster cluster) {
        assertThat(vera.get(CORE + "configmaps/absent").code()).isEqualTo(404);
        assertThat(vera.get(CORE + "secrets").code()).isEqualTo(403);
        assertThat(Patch.apply(
                                vera,
                                CORE + "configmaps/one?fieldManager=vera",
                                "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}}")
                        .code())
                .as("it would have to be created")
                .isEqualTo(403);
        assertThat(vera.request("POST", RBAC + "roles", """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "more"},
                 "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]}
                """).code())
                .as("an escalation")
                .isEqualTo(403);
        assertThat(vera.request("POST", RBAC + "roles", "{}").code()).isEqualTo(422);
        assertThat(vera.get("/metrics").code()).isEqualTo(403);
        assertThat(vera.send(new Request.Builder()
                                .url(vera.url(CORE + "configmaps"))
                                .header("Impersonate-User", "vera")
                                .header("Impersonate-Group", "nobody's")
                                .build())
                        .code())
                .as("an impersonation")
                .isEqualTo(403);
        assertThat(sent)
                .extracting(ClientVerdictTest::verdict)
                .containsExactly(
                        Optional.of(true),
                        Optional.of(false),
                        Optional.empty(),
                        Optional.of(true),
                        Optional.of(true),
                        Optional.of(false),
                        Optional.empty());
        Map<String, Optional<Boolean>> decisions = decisions(cluster);
        assertThat(sent)
                .extracting(request -> decisions.get(request.auditId()))
                .containsExactly(
                        Optional.of(true),
                        Optional.of(false),
                        Optional.of(true),
                        Optional.of(true),
                        Optional.of(true),
                        Optional.of(false),
                        Optional.empty());
    }
}
