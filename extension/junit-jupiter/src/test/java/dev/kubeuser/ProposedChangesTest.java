// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.ReportJson;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a denial proposes is enough: about a hundred kinds of requests are refused, each of a subject of its own;
 * exactly the proposed change is made to the policy's files; the same requests are then allowed. What is proposed as a
 * change of a rule allows nothing else.
 */
@RunsOnce
class ProposedChangesTest {

    private static final String CORE = "/api/v1/namespaces/remedy/";
    private static final String APPS = "/apis/apps/v1/namespaces/remedy/";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/remedy/";
    private static final String CLUSTER_RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String CSR = "/apis/certificates.k8s.io/v1/certificatesigningrequests/";
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String JSON = "application/json";
    private static final int FORBIDDEN = 403;
    private static final int PASSED = 200;
    private static final String NO_RULE = "";

    @TempDir
    private Path directory;

    private final Map<String, Case> cases = new LinkedHashMap<>();

    /** Sends the request of a case, and returns the status code, or 200 for any that is not 403. */
    private interface Sender {
        int send(KubeAccess subject) throws Exception;
    }

    /**
     * A request that is refused.
     *
     * @param id the name of the subject and of its roles
     * @param what what is refused, for messages
     * @param rules of the subject's Role, in YAML; empty for no Role
     * @param clusterRules the same of its ClusterRole
     * @param sender sends it
     */
    private record Case(String id, String what, String rules, String clusterRules, Sender sender) {

        String yaml() {
            return role("Role", rules, "\n  namespace: remedy") + role("ClusterRole", clusterRules, "");
        }

        private String role(String kind, String written, String namespace) {
            return written.isEmpty() ? "" : """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: %1$s
                    metadata:
                      name: %2$s%3$s
                    rules:
                    %4$s---
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: %1$sBinding
                    metadata:
                      name: %2$s%3$s
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %1$s, name: %2$s}
                    subjects: [{kind: ServiceAccount, name: %2$s, namespace: remedy}]
                    ---
                    """.formatted(kind, id, namespace, written);
        }
    }

    private static String rule(String group, String resources, String verbs) {
        return "- apiGroups: [\"" + group + "\"]\n  resources: [" + resources + "]\n  verbs: [" + verbs + "]\n";
    }

    private static String rule(String group, String resources, String names, String verbs) {
        return "- apiGroups: [\"" + group + "\"]\n  resources: [" + resources + "]\n  resourceNames: [" + names
                + "]\n  verbs: [" + verbs + "]\n";
    }

    private static String urls(String urls, String verbs) {
        return "- nonResourceURLs: [" + urls + "]\n  verbs: [" + verbs + "]\n";
    }

    /** What is refused, to be said by which request. */
    private interface Refused {
        void by(Sender sender);
    }

    private Refused local(String what, String rules) {
        return sender -> add(what, rules, NO_RULE, sender);
    }

    private Refused wide(String what, String rules) {
        return sender -> add(what, NO_RULE, rules, sender);
    }

    private void add(String what, String rules, String clusterRules, Sender sender) {
        String id = "case-" + (cases.size() + 1);
        cases.put(id, new Case(id, what, rules, clusterRules, sender));
    }

    private static Sender get(String path) {
        return subject -> subject.get(path).code();
    }

    /** By OkHttp, which knows nothing of Kubernetes. Nothing is stored. */
    private static Sender send(String method, String path, String type, String body) {
        return subject -> {
            String url = subject.url(path) + (path.contains("?") ? "&" : "?") + "dryRun=All"
                    + (type.equals(APPLY) ? "&fieldManager=remedy&force=true" : "");
            RequestBody content = body.isEmpty() && method.equals("DELETE")
                    ? null
                    : RequestBody.create(body.getBytes(StandardCharsets.UTF_8), MediaType.get(type));
            return subject.send(new Request.Builder()
                            .url(url)
                            .method(method, content)
                            .build())
                    .code();
        };
    }

    private static Sender as(String path, String... headers) {
        return subject -> {
            Request.Builder request = new Request.Builder().url(subject.url(path));
            for (int index = 0; index < headers.length; index += 2) {
                request.addHeader("Impersonate-" + headers[index], headers[index + 1]);
            }
            return subject.send(request.build()).code();
        };
    }

    private static Sender kubectl(String... arguments) {
        return subject -> {
            String output = new Kubectl(subject.kubeconfig().file()).output(arguments);
            return output.contains("orbidden") || output.contains("must have cluster-admin") ? FORBIDDEN : PASSED;
        };
    }

    /** A call of the official client. */
    private interface Call {
        void send(KubeAccess subject) throws ApiException;
    }

    private static Sender official(Call call) {
        return subject -> {
            try {
                call.send(subject);
                return PASSED;
            } catch (ApiException failure) {
                return failure.getCode();
            }
        };
    }

    private void verbs() {
        Map<String, Sender> senders = new TreeMap<>(Map.of(
                "get", get(CORE + "configmaps/none"),
                "list", get(CORE + "configmaps"),
                "watch", get(CORE + "configmaps?watch=true&timeoutSeconds=1"),
                "create", send("POST", CORE + "configmaps", JSON, configMap("new")),
                "update", send("PUT", CORE + "configmaps/there", JSON, configMap("there")),
                "patch", send("PATCH", CORE + "configmaps/there", MERGE, "{}"),
                "delete", send("DELETE", CORE + "configmaps/there", JSON, ""),
                "deletecollection", send("DELETE", CORE + "configmaps", JSON, "")));
        senders.forEach((verb, sender) -> {
            String other = verb.equals("get") ? "list" : "get";
            local(verb + " beside another verb", rule("", "configmaps", other)).by(sender);
            local(verb + " in a rule for more", rule("", "configmaps, endpoints", other))
                    .by(sender);
            wide(verb + " of a ClusterRole", rule("", "services", "get") + rule("", "configmaps", other))
                    .by(sender);
            local(verb + " of nobody", NO_RULE).by(sender);
        });
        local("apply that creates", rule("", "configmaps", "get, patch"))
                .by(applied("configmaps/new", configMap("new")));
        local("PUT that creates", rule("coordination.k8s.io", "leases", "get, update"))
                .by(send(
                        "PUT",
                        "/apis/coordination.k8s.io/v1/namespaces/remedy/leases/new",
                        JSON,
                        "{\"metadata\": {\"name\": \"new\"}, \"spec\": {}}"));
    }

    private static Sender applied(String what, String body) {
        return send("PATCH", CORE + what, APPLY, body);
    }

    private static String configMap(String name) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"" + name + "\"}}";
    }

    private void subresources() {
        String pods = rule("", "pods", "get, create, update, patch");
        String deployments = rule("apps", "deployments", "get, update, patch");
        for (String subresource : List.of("log", "exec", "attach", "portforward", "proxy", "status")) {
            local("get pods/" + subresource, pods).by(get(CORE + "pods/none/" + subresource));
        }
        local("create pods/exec", pods + rule("", "pods/exec", "get"))
                .by(send("POST", CORE + "pods/none/exec", JSON, ""));
        local("get needs create", rule("", "pods/exec", "get")).by(get(CORE + "pods/none/exec?command=true&stdout=1"));
        local("eviction", pods).by(send("POST", CORE + "pods/none/eviction", JSON, "{}"));
        local("ephemeral containers", pods).by(send("PATCH", CORE + "pods/none/ephemeralcontainers", STRATEGIC, "{}"));
        local("get scale", deployments).by(get(APPS + "deployments/none/scale"));
        local("patch scale", deployments + rule("apps", "deployments/scale", "get"))
                .by(send("PATCH", APPS + "deployments/none/scale", MERGE, "{}"));
        local(
                        "patch status, not its rule for another subresource",
                        rule("apps", "deployments", "get, patch") + rule("apps", "deployments/status", "get"))
                .by(send("PATCH", APPS + "deployments/none/status", MERGE, "{}"));
        local(
                        "patch, not its rule for a subresource",
                        rule("apps", "deployments", "get") + rule("apps", "deployments/status", "patch"))
                .by(send("PATCH", APPS + "deployments/none", JSON_PATCH, "[]"));
        local("token", rule("", "serviceaccounts", "get"))
                .by(send("POST", CORE + "serviceaccounts/none/token", JSON, "{\"spec\": {}}"));
        local("the wrong API group", rule("extensions", "deployments", "get")).by(get(APPS + "deployments/none"));
    }

    private void names() {
        local("another name", rule("", "secrets", "one", "get")).by(get(CORE + "secrets/two"));
        local("another name in a rule with more verbs", rule("", "secrets", "one", "get, update"))
                .by(get(CORE + "secrets/two"));
        local("another verb for the name", rule("", "secrets", "one", "get"))
                .by(send("PATCH", CORE + "secrets/one", MERGE, "{}"));
        local("another verb for one of the names", rule("", "secrets", "one, two", "get"))
                .by(send("PATCH", CORE + "secrets/one", MERGE, "{}"));
        local("list by names", rule("", "secrets", "one", "list")).by(get(CORE + "secrets"));
        local("two groups", rule("\", \"events.k8s.io", "events", "get")).by(get(CORE + "events"));
    }

    private void clusterWide() {
        wide("cluster-scoped beside another verb", rule("", "nodes", "get")).by(get("/api/v1/nodes"));
        wide("cluster-scoped of another resource", rule("", "nodes", "get")).by(get("/api/v1/persistentvolumes"));
        wide("a namespace", rule("", "nodes", "get")).by(get("/api/v1/namespaces/remedy"));
        local("cluster-scoped of a Role", rule("", "nodes", "get")).by(get("/api/v1/nodes"));
        local("in all namespaces", rule("", "configmaps", "list")).by(get("/api/v1/configmaps"));
        local("in another namespace", rule("", "configmaps", "list")).by(get("/api/v1/namespaces/remedy-2/configmaps"));
        local("by an unbound role", NO_RULE).by(get(CORE + "limitranges"));
        wide("a URL beside another verb", urls("/metrics", "post")).by(get("/metrics"));
        wide("another URL", urls("/metrics", "get")).by(get("/debug/flags"));
        wide("a URL of a rule for more", urls("/metrics, /logs", "post")).by(get("/metrics"));
        local("a URL of nobody", NO_RULE).by(get("/metrics"));
    }

    private void escalations() {
        String roles = rule(GROUP, "roles", "create, update, patch, get");
        String body = """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "%s"},
                 "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]}]}""";
        String add = """
                [{"op": "add", "path": "/rules/-",
                  "value": {"apiGroups": [""], "resources": ["secrets"], "verbs": ["watch"]}}]""";
        local("create role", roles).by(send("POST", RBAC + "roles", JSON, body.formatted("new")));
        local("update role", roles).by(send("PUT", RBAC + "roles/victim", JSON, body.formatted("victim")));
        local("merge-patch role", roles).by(send("PATCH", RBAC + "roles/victim", MERGE, body.formatted("victim")));
        local("json-patch role", roles).by(send("PATCH", RBAC + "roles/victim", JSON_PATCH, add));
        local("apply role", roles).by(send("PATCH", RBAC + "roles/victim", APPLY, body.formatted("victim")));
        local("apply a new role", rule(GROUP, "roles", "patch, get"))
                .by(send("PATCH", RBAC + "roles/new", APPLY, body.formatted("new")));
        local("PUT a new role", rule(GROUP, "roles", "update, get"))
                .by(send("PUT", RBAC + "roles/new", JSON, body.formatted("new")));
        wide("json-patch clusterrole", rule(GROUP, "clusterroles", "patch, get"))
                .by(send("PATCH", CLUSTER_RBAC + "clusterroles/remedy-victim", JSON_PATCH, add));
        wide("aggregate", rule(GROUP, "clusterroles", "create"))
                .by(send("POST", CLUSTER_RBAC + "clusterroles", JSON, """
                {"metadata": {"name": "new"}, "rules": [],
                 "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}}"""));
        official(roles);
    }

    private void official(String roles) {
        local("create role by the official client", roles)
                .by(official(subject -> subject.client(RbacAuthorizationV1Api.class)
                        .createNamespacedRole(
                                "remedy",
                                new V1Role()
                                        .metadata(new V1ObjectMeta().name("new"))
                                        .rules(List.of(new V1PolicyRule()
                                                .apiGroups(List.of(""))
                                                .resources(List.of("nodes"))
                                                .verbs(List.of("get")))))
                        .dryRun("All")
                        .execute()));
        local("list by the official client", rule("", "pods", "get"))
                .by(official(subject -> subject.client(CoreV1Api.class)
                        .listNamespacedPod("remedy")
                        .execute()));
        local("create by the official client", rule("", "configmaps", "get"))
                .by(official(subject -> subject.client(CoreV1Api.class)
                        .createNamespacedConfigMap("remedy", new V1ConfigMap().metadata(new V1ObjectMeta().name("new")))
                        .dryRun("All")
                        .execute()));
        local("scale by the official client", rule("apps", "deployments", "get"))
                .by(official(subject -> subject.client(AppsV1Api.class)
                        .readNamespacedDeploymentScale("none", "remedy")
                        .execute()));
    }

    private static final String SUBJECTS = "[{\"op\": \"add\", \"path\": \"/subjects/-\", \"value\": {\"apiGroup\": \""
            + GROUP + "\", \"kind\": \"User\", \"name\": \"mallory\"}}]";

    private void bindings() {
        String bindings = rule(GROUP, "rolebindings", "create, update, patch, get");
        String merge = "{\"subjects\": [{\"apiGroup\": \"" + GROUP + "\", \"kind\": \"User\", \"name\": \"mallory\"}]}";
        local("create a binding of a Role", bindings)
                .by(send("POST", RBAC + "rolebindings", JSON, binding("new", "Role", "boss")));
        local("create a binding of a ClusterRole", bindings)
                .by(send("POST", RBAC + "rolebindings", JSON, binding("new", "ClusterRole", "admin")));
        local("update a binding", bindings)
                .by(send("PUT", RBAC + "rolebindings/bossy", JSON, binding("bossy", "Role", "boss")));
        for (String type : List.of(MERGE, STRATEGIC)) {
            local(type + " of a binding of a Role", bindings)
                    .by(send("PATCH", RBAC + "rolebindings/bossy", type, merge));
        }
        local("json-patch of a binding of a Role", bindings)
                .by(send("PATCH", RBAC + "rolebindings/bossy", JSON_PATCH, SUBJECTS));
        local("json-patch of a binding of a ClusterRole", bindings)
                .by(send("PATCH", RBAC + "rolebindings/admins", JSON_PATCH, SUBJECTS));
        local("json-patch of a binding that no manifest has", bindings)
                .by(send("PATCH", RBAC + "rolebindings/by-hand", JSON_PATCH, SUBJECTS));
        local("apply of a binding", bindings)
                .by(send("PATCH", RBAC + "rolebindings/bossy", APPLY, binding("bossy", "Role", "boss")));
        local("apply of a new binding", rule(GROUP, "rolebindings", "patch"))
                .by(send("PATCH", RBAC + "rolebindings/new", APPLY, binding("new", "Role", "boss")));
        wide("json-patch of a ClusterRoleBinding", rule(GROUP, "clusterrolebindings", "patch"))
                .by(send("PATCH", CLUSTER_RBAC + "clusterrolebindings/remedy-bossy", JSON_PATCH, SUBJECTS));
    }

    private static String binding(String name, String kind, String role) {
        return """
                {"apiVersion": "%1$s/v1", "kind": "RoleBinding", "metadata": {"name": "%4$s"},
                 "subjects": [{"apiGroup": "%1$s", "kind": "User", "name": "mallory"}],
                 "roleRef": {"apiGroup": "%1$s", "kind": "%2$s", "name": "%3$s"}}""".formatted(GROUP, kind, role, name);
    }

    private void certificates() {
        String approval = rule("certificates.k8s.io", "certificatesigningrequests/approval", "get, update, patch")
                + rule("certificates.k8s.io", "certificatesigningrequests", "get");
        String approved = "{\"type\": \"Approved\", \"status\": \"True\", \"reason\": \"Test\"}";
        String added = "[{\"op\": \"add\", \"path\": \"/status/conditions\", \"value\": [" + approved + "]}]";
        wide("merge-patch of an approval", approval)
                .by(send(
                        "PATCH", CSR + "remedy/approval", MERGE, "{\"status\": {\"conditions\": [" + approved + "]}}"));
        wide("json-patch of an approval", approval).by(send("PATCH", CSR + "remedy/approval", JSON_PATCH, added));
        wide("json-patch of an approval by kubectl", approval)
                .by(kubectl(
                        "patch",
                        "csr",
                        "remedy",
                        "--subresource=approval",
                        "--type=json",
                        "--patch=" + added,
                        "--dry-run=server"));
        wide("signing", rule("certificates.k8s.io", "certificatesigningrequests/status", "patch"))
                .by(send(
                        "PATCH",
                        CSR + "remedy/status",
                        MERGE,
                        "{\"status\": {\"conditions\": [" + approved.replace("Approved", "Failed") + "]}}"));
    }

    private void impersonations(boolean isConstrained) {
        String path = CORE + "podtemplates/none";
        String user = rule("", "users", "allowed", "impersonate");
        String uids = "authentication.k8s.io";
        local("as a user", NO_RULE).by(as(path, "User", "alice"));
        wide("as another user", user).by(as(path, "User", "alice"));
        wide("as a user in a group", user).by(as(path, "User", "allowed", "Group", "devs"));
        wide("as a user in two groups", user).by(as(path, "User", "allowed", "Group", "devs", "Group", "ops"));
        wide("as a user with a UID", user).by(as(path, "User", "allowed", "Uid", "7"));
        wide("as a user with extra", user).by(as(path, "User", "allowed", "Extra-Scopes", "view"));
        wide("as a user with everything", user)
                .by(as(
                        path,
                        "User",
                        "allowed",
                        "Group",
                        "devs",
                        "Uid",
                        "7",
                        "Extra-Scopes",
                        "view",
                        "Extra-Scopes",
                        "edit"));
        wide("as another user in a group", rule("", "groups", "devs", "impersonate"))
                .by(as(path, "User", "alice", "Group", "devs"));
        wide("with a UID besides", user + rule("", "groups", "devs", "impersonate"))
                .by(as(path, "User", "allowed", "Group", "devs", "Uid", "7"));
        wide("with another value", user + rule(uids, "userextras/scopes", "view", "impersonate"))
                .by(as(path, "User", "allowed", "Extra-Scopes", "edit"));
        local("as a service account", NO_RULE).by(as(path, "User", "system:serviceaccount:remedy:other"));
        local("as another service account", rule("", "serviceaccounts", "one", "impersonate"))
                .by(as(path, "User", "system:serviceaccount:remedy:other"));
        wide("as a service account in a group", rule("", "serviceaccounts", "other", "impersonate"))
                .by(as(path, "User", "system:serviceaccount:remedy:other", "Group", "devs"));
        wide("to a URL", user).by(as("/version", "User", "allowed", "Group", "devs"));
        wide("for a self review", user)
                .by(subject -> subject.send(new Request.Builder()
                                .url(subject.url("/apis/authentication.k8s.io/v1/selfsubjectreviews"))
                                .header("Impersonate-User", "allowed")
                                .header("Impersonate-Group", "devs")
                                .post(RequestBody.create("{}", MediaType.get(JSON)))
                                .build())
                        .code());
        if (isConstrained) {
            wide(
                            "for another request",
                            rule(uids, "users", "allowed", "impersonate:user-info")
                                    + rule("", "services", "impersonate-on:user-info:get"))
                    .by(as(path, "User", "allowed"));
            wide(
                            "in a group, constrained",
                            rule(uids, "users", "allowed", "impersonate:user-info")
                                    + rule("", "podtemplates", "impersonate-on:user-info:get"))
                    .by(as(path, "User", "allowed", "Group", "devs"));
        }
        local("as a user by kubectl", NO_RULE).by(kubectl("get", "--raw=" + path, "--as=alice"));
        wide("as a user in a group by kubectl", user)
                .by(kubectl("get", "--raw=" + path, "--as=allowed", "--as-group=devs"));
        wide("with a UID by kubectl", user + rule("", "groups", "devs", "impersonate"))
                .by(kubectl("get", "--raw=" + path, "--as=allowed", "--as-group=devs", "--as-uid=7"));
    }

    private void programs() {
        String in = "--namespace=remedy";
        local("get by kubectl", rule("", "pods", "list")).by(kubectl("get", "pod", "none", in));
        local("delete by kubectl", rule("", "configmaps", "get"))
                .by(kubectl("delete", "configmap", "there", "--dry-run=server", in));
        local("json-patch of a role by kubectl", rule(GROUP, "roles", "get, patch"))
                .by(kubectl(
                        "patch",
                        "role",
                        "victim",
                        "--type=json",
                        "--dry-run=server",
                        in,
                        "--patch=[{\"op\": \"add\","
                                + " \"path\": \"/rules/-\", \"value\": {\"apiGroups\": [\"\"], \"resources\": "
                                + "[\"nodes\"], \"verbs\": [\"get\"]}}]"));
        for (String type : List.of("json", "merge", "strategic")) {
            local(type + "-patch of a binding by kubectl", rule(GROUP, "rolebindings", "get, patch"))
                    .by(kubectl(
                            "patch",
                            "rolebinding",
                            "bossy",
                            "--type=" + type,
                            "--dry-run=server",
                            in,
                            "--patch="
                                    + (type.equals("json")
                                            ? SUBJECTS
                                            : "{\"subjects\": [{\"apiGroup\": \"" + GROUP
                                                    + "\", \"kind\": \"User\", \"name\": \"mallory\"}]}")));
        }
        local("create of a role by kubectl", rule(GROUP, "roles", "get, create"))
                .by(kubectl("create", "role", "new", "--verb=get", "--resource=configmaps", "--dry-run=server", in));
        local("scale by kubectl", rule("apps", "deployments", "get"))
                .by(kubectl("scale", "deployment", "web", "--replicas=0", in));
        wide("a URL by kubectl", urls("/logs", "get")).by(kubectl("get", "--raw", "/metrics"));
    }

    private static final String OBJECTS = new Policy()
                    .namespace("remedy")
                    .namespace("remedy-2")
                    .role("remedy/victim", "get limits")
                    .clusterRole("remedy-victim", "get limits")
                    .role("remedy/boss", "* podtemplates")
                    .binding("remedy/bossy", "Role boss", "user nobody")
                    .binding("remedy/admins", "ClusterRole admin", "user nobody")
                    .clusterBinding("remedy-bossy", "admin", "user nobody")
                    .role("remedy/unbound", "list limitranges")
                    .role("remedy/everybody", "get podtemplates")
                    .to("group system:authenticated")
                    .yaml()
            + """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: there, namespace: remedy}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: remedy}
            spec:
              replicas: 0
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: web}]}
            """;

    /** Sends all requests under the policy in the files, and returns those that were refused. */
    private List<String> refused(Path policy, Path report) throws Exception {
        List<String> refused = new ArrayList<>();
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .report(report)
                .setting("kubeuser.proof-limit", "1ms")
                .start()) {
            if (cases.isEmpty()) {
                addCases(ServerFeature.of(session.cluster().version()));
                write(policy);
            }
            session.apply(policy.toString());
            byHand(session);
            for (Case each : cases.values()) {
                KubeAccess subject = session.serviceAccount("remedy/" + each.id());
                session.test(each.id(), () -> {
                    if (each.sender().send(subject) == FORBIDDEN) {
                        refused.add(each.id());
                    }
                });
            }
        }
        return refused;
    }

    private void addCases(Set<ServerFeature> features) {
        verbs();
        subresources();
        names();
        clusterWide();
        escalations();
        bindings();
        certificates();
        impersonations(features.contains(ServerFeature.CONSTRAINED_IMPERSONATION));
        programs();
    }

    private void write(Path policy) throws IOException {
        Files.createDirectories(policy);
        Files.writeString(policy.resolve("a-objects.yaml"), OBJECTS);
        for (Case each : cases.values()) {
            if (!each.yaml().isEmpty()) {
                Files.writeString(policy.resolve(each.id() + ".yaml"), each.yaml());
            }
        }
    }

    /** What no manifest has: a binding, and a request for a certificate. */
    private static void byHand(KubeSession session) {
        KubeAccess admin = session.admin();
        admin.request("POST", RBAC + "rolebindings", """
                {"metadata": {"name": "by-hand"},
                 "subjects": [{"apiGroup": "%1$s", "kind": "User", "name": "nobody"}],
                 "roleRef": {"apiGroup": "%1$s", "kind": "Role", "name": "boss"}}""".formatted(GROUP));
        byte[] request = session.user("applicant")
                .certificateSigningRequest()
                .orElseThrow()
                .getSpec()
                .getRequest();
        admin.request("POST", CSR.substring(0, CSR.length() - 1), """
                {"metadata": {"name": "remedy"}, "spec": {"request": "%s", "signerName": "example.com/one",
                 "usages": ["client auth"]}}""".formatted(
                        Base64.getEncoder().encodeToString(request)));
    }

    @Test
    void what_a_denial_proposes_is_enough() throws Exception {
        Path policy = directory.resolve("policy");
        List<String> refused = refused(policy, directory.resolve("before"));
        assertThat(cases.values())
                .as("each is refused at first")
                .filteredOn(each -> !refused.contains(each.id()))
                .extracting(Case::what)
                .isEmpty();
        assertThat(cases).hasSizeGreaterThan(100);
        Map<String, List<JsonObject>> denials = denials(directory.resolve("before"));
        assertThat(cases.values())
                .as("each is told, once")
                .filteredOn(each -> denials.getOrDefault(each.id(), List.of()).size() != 1)
                .extracting(each -> each.what() + " " + denials.get(each.id()))
                .isEmpty();
        for (Case each : cases.values()) {
            for (JsonObject denial : denials.getOrDefault(each.id(), List.of())) {
                new Change(policy, each.id(), denial).apply();
            }
        }
        List<String> again = refused(policy, directory.resolve("after"));
        assertThat(cases.values())
                .as("what was proposed was not enough")
                .filteredOn(each -> again.contains(each.id()))
                .extracting(each -> each.id() + ": " + each.what() + " " + denials.get(each.id()))
                .isEmpty();
    }

    private static Map<String, List<JsonObject>> denials(Path report) throws IOException {
        Map<String, List<JsonObject>> byTest = new TreeMap<>();
        for (JsonElement denial : ReportJson.read(report).getAsJsonArray("denials")) {
            JsonObject test = denial.getAsJsonObject().getAsJsonObject("test");
            byTest.computeIfAbsent(test == null ? "" : test.get("name").getAsString(), name -> new ArrayList<>())
                    .add(denial.getAsJsonObject());
        }
        return byTest;
    }

    /**
     * A proposed change, made as somebody would who only reads.
     *
     * @param policy the directory of the files
     * @param id of the case, whose name the new objects have
     * @param denial a denial of the report
     */
    private record Change(Path policy, String id, JsonObject denial) {

        private static final Pattern BINDING =
                Pattern.compile("add a (RoleBinding in namespace (\\S+?)|ClusterRoleBinding)(?: to a .*)?:?$");
        private static final Pattern BOUND = Pattern.compile("^bind (Role|ClusterRole) (?:\\S+/)?(\\S+) \\(");

        void apply() throws IOException {
            if (denial.has("edit")) {
                edit(denial.getAsJsonObject("edit"));
            } else if (denial.has("role") && !text("rule").isEmpty()) {
                addRule(denial.getAsJsonObject("role"));
            } else {
                addBinding();
            }
        }

        private String text(String key) {
            return denial.get(key).getAsString();
        }

        private Path file(JsonObject origin) {
            return policy.resolve(
                    Path.of(origin.get("file").getAsString()).getFileName().toString());
        }

        private void edit(JsonObject edit) throws IOException {
            Path file = file(edit.getAsJsonObject("rule"));
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            String key = edit.get("key").getAsString() + ": ";
            int line = edit.getAsJsonObject("rule").get("line").getAsInt() - 1;
            while (!lines.get(line).strip().startsWith(key)) {
                line++;
            }
            String before = "  " + key + list(edit.getAsJsonArray("before").asList());
            assertThat(lines.get(line)).as(id).isEqualTo(before);
            lines.set(line, "  " + key + list(edit.getAsJsonArray("after").asList()));
            Files.write(file, lines);
        }

        private static String list(List<JsonElement> values) {
            return "["
                    + String.join(
                            ", ", values.stream().map(JsonElement::getAsString).toList()) + "]";
        }

        private void addRule(JsonObject role) throws IOException {
            List<String> lines = new ArrayList<>(Files.readAllLines(file(role)));
            int line = role.get("line").getAsInt() - 1;
            while (!lines.get(line).equals("rules:")) {
                line++;
            }
            lines.addAll(line + 1, text("rule").lines().toList());
            Files.write(file(role), lines);
        }

        private void addBinding() throws IOException {
            Matcher binding = BINDING.matcher(text("advice"));
            assertThat(binding.find()).as(id + ": " + text("advice")).isTrue();
            String namespace = binding.group(2);
            String kind = namespace == null ? "ClusterRole" : "Role";
            String place = namespace == null ? "" : ", namespace: " + namespace;
            Matcher bound = BOUND.matcher(text("advice"));
            boolean isThere = bound.find();
            String added = id + "-added";
            String role = isThere ? "" : """
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: %s
                    metadata: {name: %s%s}
                    rules:
                    %s
                    ---
                    """.formatted(kind, added, place, text("rule"));
            String roleName = isThere ? bound.group(2) : added;
            String account = "account remedy/" + id;
            Policy granting = namespace == null
                    ? new Policy().clusterBinding(added, roleName, account)
                    : new Policy()
                            .binding(
                                    namespace + "/" + added,
                                    (isThere ? bound.group(1) : kind) + " " + roleName,
                                    account);
            Files.writeString(policy.resolve(added + ".yaml"), role + granting.yaml());
        }
    }
}
