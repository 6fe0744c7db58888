// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
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
public record RandomWork(Choice choice, List<KubeAccess> users, String pkcs10) {

    /** A request that can be sent again. */
    public record Task(String kind, KubeAccess user, String what, Function<KubeAccess, Request> request) {

        public KubeResponse send() {
            return user.send(request.apply(user));
        }

        @Override
        public String toString() {
            return kind + ": " + user.name() + " " + what;
        }
    }

    private static final String RBAC = "rbac.authorization.k8s.io/v1";
    private static final String CSR = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final List<String> NAMES = List.of("object-0", "object-1", "object-2");
    private static final List<String> RULES = List.of(
            "{apiGroups: [''], resources: [secrets], verbs: [get]}",
            "{apiGroups: [''], resources: [pods, 'pods/log'], verbs: [get]}",
            "{apiGroups: [''], resources: [configmaps], verbs: [get, patch], resourceNames: [object-0]}",
            "{apiGroups: [''], resources: [configmaps], verbs: ['*']}",
            "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}");

    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    public List<Task> tasks(int count) {
        return Stream.generate(this::task).limit(count).toList();
    }

    private Task task() {
        String namespace = choice.one(RandomRights.NAMESPACES);
        String name = choice.one(NAMES);
        return switch (choice.random().nextInt(8)) {
            case 0, 1 -> write("configmaps", "/api/v1/namespaces/" + namespace + "/configmaps", name, configMap(name));
            case 2 -> write("roles", rbac(namespace, "roles"), name, role(name));
            case 3 -> write("rolebindings", rbac(namespace, "rolebindings"), name, binding(name));
            case 4, 5 -> certificate(name);
            case 6 -> impersonated(namespace, name);
            default -> read(namespace, name);
        };
    }

    private static String rbac(String namespace, String resource) {
        return "/apis/" + RBAC + "/namespaces/" + namespace + "/" + resource;
    }

    private static JsonObject object(String apiVersion, String kind, String name) {
        JsonObject object = JsonParser.parseString("{metadata: {name: '%s'}}".formatted(name))
                .getAsJsonObject();
        object.addProperty("apiVersion", apiVersion);
        object.addProperty("kind", kind);
        return object;
    }

    private JsonObject configMap(String name) {
        JsonObject map = object("v1", "ConfigMap", name);
        map.add(
                "data",
                JsonParser.parseString("{a: '%d'}".formatted(choice.random().nextInt(3))));
        return map;
    }

    private JsonObject role(String name) {
        JsonObject role = object(RBAC, "Role", name);
        JsonArray rules = new JsonArray();
        choice.some(2, RULES).forEach(rule -> rules.add(JsonParser.parseString(rule)));
        role.add("rules", rules);
        return role;
    }

    private JsonObject binding(String name) {
        JsonObject binding = object(RBAC, "RoleBinding", name);
        String role = choice.one(List.of("Role, name: '" + name + "'", "ClusterRole, name: view"));
        binding.add("roleRef", JsonParser.parseString("{apiGroup: 'rbac.authorization.k8s.io', kind: " + role + "}"));
        binding.add(
                "subjects",
                JsonParser.parseString("[{apiGroup: 'rbac.authorization.k8s.io', kind: User, name: bystander}]"));
        return binding;
    }

    private Task write(String resource, String path, String name, JsonObject object) {
        String json = object.toString();
        return switch (choice.random().nextInt(5)) {
            case 0 -> task("create " + resource, "POST", path, json, "application/json");
            case 1 -> task("put " + resource, "PUT", path + "/" + name, json, "application/json");
            case 2 ->
                task(
                        "apply " + resource,
                        "PATCH",
                        path + "/" + name + "?fieldManager=work&force=true",
                        json,
                        "application/apply-patch+yaml");
            case 3 ->
                choice.oneIn(2)
                        ? task(
                                "json-patch " + resource,
                                "PATCH",
                                path + "/" + name,
                                "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"a\":\""
                                        + choice.random().nextInt(9) + "\"}}]",
                                "application/json-patch+json")
                        : task(
                                "patch " + resource,
                                "PATCH",
                                path + "/" + name,
                                "{\"metadata\":{\"labels\":{\"a\":\""
                                        + choice.random().nextInt(9) + "\"}}}",
                                "application/merge-patch+json");
            default -> task("delete " + resource, "DELETE", path + "/" + name, null, "application/json");
        };
    }

    private Task certificate(String name) {
        String path = CSR + "/work-" + name;
        String condition =
                "{\"status\":{\"conditions\":[{\"type\":\"%s\",\"status\":\"True\",\"reason\":\"Test\",\"message\":\"%d\"}]}}";
        return switch (choice.random().nextInt(5)) {
            case 0, 1 -> {
                JsonObject request = object("certificates.k8s.io/v1", "CertificateSigningRequest", "work-" + name);
                request.add("spec", JsonParser.parseString("{usages: ['client auth']}"));
                request.getAsJsonObject("spec").addProperty("request", pkcs10);
                request.getAsJsonObject("spec")
                        .addProperty(
                                "signerName",
                                choice.one(List.of("example.com/one", "example.com/two", "example.org/one")));
                yield task("create csr", "POST", CSR, request.toString(), "application/json");
            }
            case 2 -> task("delete csr", "DELETE", path, null, "application/json");
            case 3 ->
                task(
                        "approve csr",
                        "PATCH",
                        path + "/approval",
                        condition.formatted("Approved", choice.random().nextInt(1000)),
                        "application/merge-patch+json");
            default ->
                task(
                        "fail csr",
                        "PATCH",
                        path + "/status",
                        condition.formatted("Failed", choice.random().nextInt(1000)),
                        "application/merge-patch+json");
        };
    }

    private Task impersonated(String namespace, String name) {
        Map<String, String> headers = choice.one(List.of(
                Map.of("Impersonate-User", "ivy"),
                Map.of("Impersonate-User", "ivy", "Impersonate-Group", "guests"),
                Map.of("Impersonate-User", "ivy", "Impersonate-Uid", "u-1", "Impersonate-Extra-Scopes", "view"),
                Map.of("Impersonate-User", "ivy", "Impersonate-Extra-Scopes", "edit"),
                Map.of("Impersonate-User", "system:serviceaccount:" + namespace + ":robot")));
        if (choice.oneIn(4)) {
            return new Task("review as another", choice.one(users), "POST " + REVIEWS + " " + headers, user -> {
                Request.Builder request = new Request.Builder()
                        .url(user.url(REVIEWS))
                        .post(RequestBody.create("{}", MediaType.get("application/json")));
                headers.forEach(request::header);
                return request.build();
            });
        }
        String path = "/api/v1/namespaces/" + namespace + "/configmaps/" + name;
        return task("impersonate " + headers.keySet().size(), "GET", path, headers);
    }

    private Task read(String namespace, String name) {
        String path = "/api/v1/namespaces/" + namespace;
        return choice.one(List.of(
                task("get configmaps", "GET", path + "/configmaps/" + name, Map.of()),
                task("list configmaps", "GET", path + "/configmaps?fieldSelector=metadata.name%3D" + name, Map.of()),
                task("exec", "GET", path + "/pods/" + name + "/exec?command=ls", Map.of()),
                task("log", "GET", path + "/pods/" + name + "/log", Map.of())));
    }

    private Task task(String kind, String method, String path, Map<String, String> headers) {
        return new Task(kind, choice.one(users), method + " " + path + " " + headers, user -> {
            Request.Builder request = new Request.Builder().url(user.url(path));
            headers.forEach(request::header);
            return request.build();
        });
    }

    private Task task(String kind, String method, String path, @Nullable String body, String type) {
        RequestBody content = body == null ? null : RequestBody.create(body, MediaType.get(type));
        return new Task(
                kind,
                choice.one(users),
                method + " " + path + " " + (body == null ? "" : body),
                user -> new Request.Builder()
                        .url(user.url(path))
                        .method(method, content)
                        .build());
    }
}
