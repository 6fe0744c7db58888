// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.testkit.Choice;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Random requests of several users, of kinds that the API server checks once, and of those that it checks twice. */
record RandomWork(Choice choice, List<KubeAccess> users, String pkcs10) {

    /** A request that can be sent again. */
    record Task(String kind, KubeAccess user, String what, Function<KubeAccess, KubeResponse> request) {

        KubeResponse send() {
            return request.apply(user);
        }

        @Override
        public String toString() {
            return kind + ": " + user.name() + " " + what;
        }
    }

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/";
    private static final String CSR = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final List<String> NAMES = List.of("object-0", "object-1", "object-2");

    private static final List<String> RULES = List.of(
            "{apiGroups: [''], resources: [secrets], verbs: [get]}",
            "{apiGroups: [''], resources: [pods, 'pods/log'], verbs: [get]}",
            "{apiGroups: [''], resources: [configmaps], verbs: [get, patch], resourceNames: [object-0]}",
            "{apiGroups: [''], resources: [configmaps], verbs: ['*']}",
            "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}");

    List<Task> tasks(int count) {
        return Stream.generate(this::task).limit(count).toList();
    }

    private Task task() {
        String namespace = choice.one(RandomRights.NAMESPACES);
        String name = choice.one(NAMES);
        return switch (choice.random().nextInt(8)) {
            case 0, 1 -> write("configmaps", "/api/v1/namespaces/" + namespace, name, configMap(name));
            case 2 -> write("roles", RBAC + namespace, name, role(name));
            case 3 -> write("rolebindings", RBAC + namespace, name, binding(name));
            case 4, 5 -> certificate("work-" + name);
            case 6 -> impersonated(namespace, name);
            default -> read(namespace, name);
        };
    }

    private String configMap(String name) {
        return "{apiVersion: v1, kind: ConfigMap, metadata: {name: '%s'}, data: {a: '%d'}}"
                .formatted(name, choice.random().nextInt(3));
    }

    private String role(String name) {
        return "{apiVersion: 'rbac.authorization.k8s.io/v1', kind: Role, metadata: {name: '%s'}, rules: %s}"
                .formatted(name, choice.some(2, RULES));
    }

    private String binding(String name) {
        return """
                {apiVersion: 'rbac.authorization.k8s.io/v1', kind: RoleBinding, metadata: {name: '%s'},
                 roleRef: {apiGroup: 'rbac.authorization.k8s.io', %s},
                 subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: User, name: bystander}]}\
                """.formatted(
                        name, choice.one(List.of("kind: Role, name: '" + name + "'", "kind: ClusterRole, name: view")));
    }

    private Task write(String resource, String place, String name, String object) {
        String all = place + "/" + resource;
        String one = all + "/" + name;
        return switch (choice.random().nextInt(5)) {
            case 0 -> send("create " + resource, "POST", all, object);
            case 1 -> send("put " + resource, "PUT", one, object);
            case 2 -> patch("apply " + resource, one + "?fieldManager=work&force=true", "apply-patch+yaml", object);
            case 3 -> choice.oneIn(2) ? jsonPatch(resource, one) : mergePatch(resource, one);
            default -> send("delete " + resource, "DELETE", one, null);
        };
    }

    private Task jsonPatch(String resource, String path) {
        String patch = "[{op: add, path: '/metadata/labels', value: {a: '%d'}}]"
                .formatted(choice.random().nextInt(9));
        return patch("json-patch " + resource, path, "json-patch+json", patch);
    }

    private Task mergePatch(String resource, String path) {
        String patch =
                "{metadata: {labels: {a: '%d'}}}".formatted(choice.random().nextInt(9));
        return patch("patch " + resource, path, "merge-patch+json", patch);
    }

    private Task certificate(String name) {
        String path = CSR + "/" + name;
        return switch (choice.random().nextInt(5)) {
            case 0, 1 ->
                send("create csr", "POST", CSR, """
                    {apiVersion: 'certificates.k8s.io/v1', kind: CertificateSigningRequest, metadata: {name: '%s'},
                     spec: {usages: ['client auth'], request: '%s', signerName: '%s'}}
                    """.formatted(
                        name, pkcs10, choice.one(List.of("example.com/one", "example.com/two", "example.org/one"))));
            case 2 -> send("delete csr", "DELETE", path, null);
            case 3 -> patch("approve csr", path + "/approval", "merge-patch+json", condition("Approved"));
            default -> patch("fail csr", path + "/status", "merge-patch+json", condition("Failed"));
        };
    }

    private String condition(String type) {
        return "{status: {conditions: [{type: '%s', status: 'True', reason: Test, message: '%d'}]}}"
                .formatted(type, choice.random().nextInt(1000));
    }

    private Task impersonated(String namespace, String name) {
        Map<String, String> headers = choice.one(List.of(
                Map.of("Impersonate-User", "ivy"),
                Map.of("Impersonate-User", "ivy", "Impersonate-Group", "guests"),
                Map.of("Impersonate-User", "ivy", "Impersonate-Uid", "u-1", "Impersonate-Extra-Scopes", "view"),
                Map.of("Impersonate-User", "ivy", "Impersonate-Extra-Scopes", "edit"),
                Map.of("Impersonate-User", "system:serviceaccount:" + namespace + ":robot")));
        return choice.oneIn(4)
                ? task("review as another", "POST", REVIEWS, "{}", "json", headers)
                : task(
                        "impersonate " + headers.size(),
                        "GET",
                        "/api/v1/namespaces/" + namespace + "/configmaps/" + name,
                        null,
                        "json",
                        headers);
    }

    private Task read(String namespace, String name) {
        String path = "/api/v1/namespaces/" + namespace;
        return choice.one(List.of(
                send("get configmaps", "GET", path + "/configmaps/" + name, null),
                send("list configmaps", "GET", path + "/configmaps?fieldSelector=metadata.name%3D" + name, null),
                send("exec", "GET", path + "/pods/" + name + "/exec?command=ls", null),
                send("log", "GET", path + "/pods/" + name + "/log", null)));
    }

    private Task send(String kind, String method, String path, @Nullable String body) {
        return task(kind, method, path, body, "json", Map.of());
    }

    private Task patch(String kind, String path, String type, String patch) {
        return task(kind, "PATCH", path, patch, type, Map.of());
    }

    /** Bodies are written without the quotes of JSON. */
    private Task task(
            String kind, String method, String path, @Nullable String body, String type, Map<String, String> headers) {
        RequestBody content = body == null
                ? null
                : RequestBody.create(JsonParser.parseString(body).toString(), MediaType.get("application/" + type));
        return new Task(kind, choice.one(users), method + " " + path + " " + headers + " " + body, user -> {
            Request.Builder request = new Request.Builder().url(user.url(path)).method(method, content);
            headers.forEach(request::header);
            return user.send(request.build());
        });
    }
}
