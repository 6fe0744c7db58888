// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.access.internal.RequestListener.SentRequest;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Requests of every form, as the audit log of a real API server says what they are. */
@RunsOn(except = EXISTING, because = "it reads the audit log, and that of an existing cluster is with its owner")
@KubeUser("rosalind")
class RequestInfoTest {

    private static final List<String> PATHS = List.of(
            "/",
            "/version",
            "/healthz/ping/",
            "/api",
            "/api/v1",
            "/api/v1/",
            "/apis/apps/v1",
            "/api/v1/pods",
            "/api/v1/pods?watch=true",
            "/api/v1/pods?watch",
            "/api/v1/pods?watch=0",
            "/api/v1/pods?watch=False&labelSelector=a%3Db",
            "/api/v1/pods?fieldSelector=metadata.name%3Dweb",
            "/api/v1/pods?fieldSelector=status.phase%3DRunning,metadata.name%3D%3Dweb&watch=1",
            "/api/v1/pods?fieldSelector=metadata.name!%3Dweb",
            "/api/v1/pods?fieldSelector=metadata.name%3Da%252Fb",
            "/api/v1/pods?fieldSelector=metadata.name%3Dweb,broken",
            "/api/v1/pods?fieldSelector=metadata.name%3Dc2,metadata.name%3Dc1",
            "/api/v1/pods?fieldSelector=metadata.name%3Dc1,metadata.name%3D%3Dc2",
            "/api/v1/pods?fieldSelector=metadata.name%3Dc1&limit=abc",
            "/api/v1/pods?fieldSelector=metadata.name%3Dc1&limit=-5",
            "/api/v1/pods?fieldSelector=metadata.name%3Dc1&limit=",
            "/api/v1/pods?fieldSelector=metadata.name%3Dc1&timeoutSeconds=1s&watch=1",
            "/api/v1/pods?fieldSelector=metadata.name%3Da%5C,b,status.phase%3DRunning",
            "/api/v1/pods?fieldSelector=metadata.name%3Da%5C%5C,status.phase%3DRunning",
            "/api/v1/pods?fieldSelector=metadata.name%3Da%5C%3Db",
            "/api/v1/pods?fieldSelector=metadata.name%3Da%3Db",
            "/api/v1/pods?fieldSelector=metadata.name%3Da%5Cb",
            "/api/v1/pods?fieldSelector=metadata.name%3Da%5C",
            "/api/v1/pods?fieldSelector=metadata.name%3D",
            "/api/v1/pods?fieldSelector=,metadata.name%3Dweb,",
            "/api/v1/pods?fieldSelector=metadata.name%3Dweb&fieldSelector=metadata.name%3Dother",
            "/api/v1/namespaces",
            "/api/v1/namespaces/dev",
            "/api/v1/namespaces/dev/status",
            "/api/v1/namespaces/dev/finalize",
            "/api/v1/namespaces/dev/pods",
            "/api/v1/namespaces/dev/pods/",
            "/api/v1/namespaces/dev/pods/web",
            "/api/v1/namespaces/dev/pods/web?watch=true",
            "/api/v1/namespaces/dev/pods/web/log?container=main",
            "/api/v1/namespaces/dev/pods/web/proxy/some/path",
            "/api/v1/namespaces/dev/pods/a%20b",
            "/api/v1/namespaces/dev/services/http:web:80/proxy",
            "/api/v1/nodes/one",
            "/api/v1/watch/namespaces/dev/pods",
            "/api/v1/watch/namespaces/dev/pods/web",
            "/api/v1/proxy/namespaces/dev/pods/web/path",
            "/apis/apps/v1/deployments",
            "/apis/apps/v1/namespaces/dev/deployments/web/scale",
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/admin",
            "/apis/nobody.example.test/v1/namespaces/dev/things/one",
            "/metrics",
            "/openapi/v3/api/v1");

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private final Queue<SentRequest> sent = new ConcurrentLinkedQueue<>();

    @Test
    void it_is_for_authorizers_what_the_audit_log_says(KubeAccess rosalind, Cluster cluster) {
        RequestListener.listen(cluster, request -> {
            if (request.user().name().equals("rosalind")) {
                sent.add(request);
            }
        });
        METHODS.forEach(method -> PATHS.forEach(path -> rosalind.request(method, path, null)));
        assertThat(sent).hasSize(METHODS.size() * PATHS.size());
        Map<String, JsonObject> events = firstEvents(cluster);
        for (SentRequest request : sent) {
            JsonObject event = Objects.requireNonNull(events.get(request.auditId()));
            RequestAttributes logged = attributes(event);
            assertThat(new RequestInfo(request.method(), request.url())
                            .attributes()
                            .map(RequestInfoTest::unselected))
                    .as("%s", event)
                    .contains(logged);
            assertThat(RequestInfo.of(text(event, "verb"), text(event, "requestURI"))
                            .flatMap(RequestInfo::attributes)
                            .map(RequestInfoTest::unselected))
                    .as("by its URI, %s", event)
                    .contains(logged);
        }
    }

    @Test
    void what_is_no_path_is_passed_over() {
        for (String uri : List.of("", "*", "example.org:443", "http://[")) {
            assertThat(RequestInfo.of("options", uri)).as(uri).isEmpty();
        }
    }

    /** The audit log has no selectors but in the URI. */
    private static RequestAttributes unselected(RequestAttributes request) {
        return request instanceof ResourceAttributes resource ? resource.selectingAll() : request;
    }

    /** By Audit-ID those that were written before anybody looked into the body. */
    private static Map<String, JsonObject> firstEvents(Cluster cluster) {
        Map<String, JsonObject> events = new TreeMap<>();
        new AuditLog(cluster::auditLog).readLines(line -> {
            JsonObject event = JsonParser.parseString(line).getAsJsonObject();
            events.putIfAbsent(text(event, "auditID"), event);
        });
        return events;
    }

    private static RequestAttributes attributes(JsonObject event) {
        JsonObject object = event.getAsJsonObject("objectRef");
        String uri = text(event, "requestURI");
        return object == null
                ? new NonResourceAttributes(text(event, "verb"), uri.split("\\?", 2)[0])
                : new ResourceAttributes(
                        text(event, "verb"),
                        text(object, "apiGroup"),
                        text(object, "resource"),
                        text(object, "subresource"),
                        text(object, "namespace"),
                        text(object, "name"));
    }

    private static String text(JsonObject json, String key) {
        return json.has(key) ? json.get(key).getAsString() : "";
    }
}
