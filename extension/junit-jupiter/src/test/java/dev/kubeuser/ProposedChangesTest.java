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
import io.kubernetes.client.openapi.apis.RbacAuthorizationV1Api;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a denial proposes is enough: about a hundred kinds of requests are refused, each of a subject of its own;
 * exactly the proposed change is made to the policy's files; the same requests are then allowed. What is proposed as a
 * change of a rule allows nothing else.
 */
@RunsOnce
@Order(1) // takes long
class ProposedChangesTest {

    private static final Map<String, String> PATHS = Map.of(
            "apps", "/apis/apps/v1/namespaces/remedy/",
            "rbac", "/apis/rbac.authorization.k8s.io/v1/namespaces/remedy/",
            "cluster", "/apis/rbac.authorization.k8s.io/v1/",
            "csr", "/apis/certificates.k8s.io/v1/certificatesigningrequests/",
            "coordination", "/apis/coordination.k8s.io/v1/namespaces/remedy/");
    private static final Map<String, String> PATCHES = Map.of(
            "MERGE", "application/merge-patch+json",
            "STRATEGIC", "application/strategic-merge-patch+json",
            "JSONPATCH", "application/json-patch+json",
            "APPLY", "application/apply-patch+yaml");
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String ROLE = """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "%s"},
             "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]}]}""";
    private static final String BINDING = """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "%s"},
             "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "mallory"}],
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "%s", "name": "%s"}}""";
    private static final String MALLORY =
            "{\"apiGroup\": \"" + GROUP + "\", \"kind\": \"User\", \"name\": \"mallory\"}";
    private static final String APPROVED = "{\"type\": \"Approved\", \"status\": \"True\", \"reason\": \"Test\"}";
    private static final String CONDITIONS = "{\"status\": {\"conditions\": [%s]}}";

    /** What the requests below have in short. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("User=OTHER", "User=system:serviceaccount:remedy:other"),
            Map.entry("--raw=podtemplates/none", "--raw=/api/v1/namespaces/remedy/podtemplates/none"),
            Map.entry("@map", "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"new\"}}"),
            Map.entry(
                    "@there", "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"there\"}}"),
            Map.entry("@lease", "{\"metadata\": {\"name\": \"new\"}, \"spec\": {}}"),
            Map.entry("@role", ROLE.formatted("new")),
            Map.entry("@victim", ROLE.formatted("victim")),
            Map.entry("@rule", """
                    [{"op": "add", "path": "/rules/-",
                      "value": {"apiGroups": [""], "resources": ["secrets"], "verbs": ["watch"]}}]"""),
            Map.entry("@nodes", """
                    [{"op": "add", "path": "/rules/-",
                      "value": {"apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]}}]"""),
            Map.entry("@aggregate", """
                    {"metadata": {"name": "new"}, "rules": [],
                     "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}}"""),
            Map.entry("@boss", BINDING.formatted("new", "Role", "boss")),
            Map.entry("@admin", BINDING.formatted("new", "ClusterRole", "admin")),
            Map.entry("@bossy", BINDING.formatted("bossy", "Role", "boss")),
            Map.entry("@subjects", "{\"subjects\": [" + MALLORY + "]}"),
            Map.entry("@mallory", "[{\"op\": \"add\", \"path\": \"/subjects/-\", \"value\": " + MALLORY + "}]"),
            Map.entry(
                    "@approval",
                    "[{\"op\": \"add\", \"path\": \"/status/conditions\", \"value\": [" + APPROVED + "]}]"),
            Map.entry("@approved", CONDITIONS.formatted(APPROVED)),
            Map.entry("@failed", CONDITIONS.formatted(APPROVED.replace("Approved", "Failed"))));

    /**
     * What is refused, whether the subject's rules are those of a Role or of a ClusterRole, the rules, and the request:
     * by OkHttp, which knows nothing of Kubernetes, or by kubectl.
     */
    private static final String CASES = """
            apply that creates                   | Role        | get,patch configmaps | APPLY configmaps/new @map
            PUT that creates | Role | get,update leases.coordination.k8s.io | PUT coordination:leases/new @lease
            get pods/log                               | Role        | PODS                       | GET pods/none/log
            get pods/exec                              | Role        | PODS                       | GET pods/none/exec
            get pods/attach                            | Role        | PODS                       | GET pods/none/attach
            get pods/portforward                 | Role        | PODS               | GET pods/none/portforward
            get pods/proxy                             | Role        | PODS                       | GET pods/none/proxy
            get pods/status                            | Role        | PODS                       | GET pods/none/status
            create pods/exec                           | Role        | PODS; get pods/exec        | POST pods/none/exec
            get needs create | Role | get pods/exec | GET pods/none/exec?command=true&stdout=1
            eviction                             | Role        | PODS               | POST pods/none/eviction {}
            ephemeral containers | Role | PODS | STRATEGIC pods/none/ephemeralcontainers {}
            get scale                            | Role        | DEPLOYMENTS        | GET apps:deployments/none/scale
            patch scale | Role | DEPLOYMENTS; get deployments.apps/scale | MERGE apps:deployments/none/scale {}
            patch status, not its rule for another subresource | Role | get,patch deployments.apps; get deployments.apps/status | MERGE apps:deployments/none/status {}
            patch, not its rule for a subresource | Role | get deployments.apps; patch deployments.apps/status | JSONPATCH apps:deployments/none []
            token | Role | get serviceaccounts | POST serviceaccounts/none/token {"spec":{}}
            the wrong API group                  | Role        | get deployments.extensions | GET apps:deployments/none
            another name                               | Role        | get secrets one            | GET secrets/two
            another name in a rule with more verbs     | Role        | get,update secrets one     | GET secrets/two
            another verb for the name                  | Role        | get secrets one            | MERGE secrets/one {}
            another verb for one of the names          | Role        | get secrets one,two        | MERGE secrets/one {}
            list by names                              | Role        | list secrets one           | GET secrets
            two groups                                 | Role        | get events,events.events.k8s.io | GET events
            cluster-scoped beside another verb         | ClusterRole | get nodes                  | GET /api/v1/nodes
            cluster-scoped of another resource   | ClusterRole | get nodes          | GET /api/v1/persistentvolumes
            a namespace                          | ClusterRole | get nodes          | GET /api/v1/namespaces/remedy
            cluster-scoped of a Role                   | Role        | get nodes                  | GET /api/v1/nodes
            in all namespaces                    | Role        | list configmaps    | GET /api/v1/configmaps
            in another namespace | Role | list configmaps | GET /api/v1/namespaces/remedy-2/configmaps
            by an unbound role                         | Role        |                            | GET limitranges
            a URL beside another verb                  | ClusterRole | post /metrics              | GET /metrics
            another URL                                | ClusterRole | get /metrics               | GET /debug/flags
            a URL of a rule for more                   | ClusterRole | post /metrics,/logs        | GET /metrics
            a URL of nobody                            | Role        |                            | GET /metrics
            create role                          | Role        | ROLES              | POST rbac:roles @role
            update role                          | Role        | ROLES              | PUT rbac:roles/victim @victim
            merge-patch role                     | Role        | ROLES              | MERGE rbac:roles/victim @victim
            json-patch role                      | Role        | ROLES              | JSONPATCH rbac:roles/victim @rule
            apply role                           | Role        | ROLES              | APPLY rbac:roles/victim @victim
            apply a new role                     | Role        | patch,get roles.RBAC | APPLY rbac:roles/new @role
            PUT a new role                       | Role        | update,get roles.RBAC | PUT rbac:roles/new @role
            json-patch clusterrole | ClusterRole | patch,get clusterroles.RBAC | JSONPATCH cluster:clusterroles/remedy-victim @rule
            aggregate | ClusterRole | create clusterroles.RBAC | POST cluster:clusterroles @aggregate
            create a binding of a Role           | Role        | BINDINGS           | POST rbac:rolebindings @boss
            create a binding of a ClusterRole    | Role        | BINDINGS           | POST rbac:rolebindings @admin
            update a binding                     | Role        | BINDINGS           | PUT rbac:rolebindings/bossy @bossy
            merge-patch of a binding of a Role | Role | BINDINGS | MERGE rbac:rolebindings/bossy @subjects
            strategic patch of a binding of a Role | Role | BINDINGS | STRATEGIC rbac:rolebindings/bossy @subjects
            json-patch of a binding of a Role | Role | BINDINGS | JSONPATCH rbac:rolebindings/bossy @mallory
            json-patch of a binding of a ClusterRole | Role | BINDINGS | JSONPATCH rbac:rolebindings/admins @mallory
            json-patch of a binding that no manifest has | Role | BINDINGS | JSONPATCH rbac:rolebindings/by-hand @mallory
            apply of a binding | Role | BINDINGS | APPLY rbac:rolebindings/bossy @bossy
            apply of a new binding | Role | patch rolebindings.RBAC | APPLY rbac:rolebindings/new @boss
            json-patch of a ClusterRoleBinding | ClusterRole | patch clusterrolebindings.RBAC | JSONPATCH cluster:clusterrolebindings/remedy-bossy @mallory
            merge-patch of an approval | ClusterRole | APPROVAL | MERGE csr:remedy/approval @approved
            json-patch of an approval | ClusterRole | APPROVAL | JSONPATCH csr:remedy/approval @approval
            json-patch of an approval by kubectl | ClusterRole | APPROVAL | kubectl-dry patch csr remedy --subresource=approval --type=json --patch @approval
            signing                              | ClusterRole | patch CSRS/status  | MERGE csr:remedy/status @failed
            as a user                            | Role        |                    | AS podtemplates/none User=alice
            as another user                      | ClusterRole | ALLOWED            | AS podtemplates/none User=alice
            as a user in a group | ClusterRole | ALLOWED | AS podtemplates/none User=allowed Group=devs
            as a user in two groups | ClusterRole | ALLOWED | AS podtemplates/none User=allowed Group=devs Group=ops
            as a user with a UID | ClusterRole | ALLOWED | AS podtemplates/none User=allowed Uid=7
            as a user with extra | ClusterRole | ALLOWED | AS podtemplates/none User=allowed Extra-Scopes=view
            as a user with everything | ClusterRole | ALLOWED | AS podtemplates/none User=allowed Group=devs Uid=7 Extra-Scopes=view Extra-Scopes=edit
            as another user in a group | ClusterRole | impersonate groups devs | AS podtemplates/none User=alice Group=devs
            with a UID besides | ClusterRole | ALLOWED; impersonate groups devs | AS podtemplates/none User=allowed Group=devs Uid=7
            with another value | ClusterRole | ALLOWED; impersonate userextras.authentication.k8s.io/scopes view | AS podtemplates/none User=allowed Extra-Scopes=edit
            as a service account                 | Role        |                    | AS podtemplates/none User=OTHER
            as another service account | Role | impersonate serviceaccounts one | AS podtemplates/none User=OTHER
            as a service account in a group | ClusterRole | impersonate serviceaccounts other | AS podtemplates/none User=OTHER Group=devs
            to a URL | ClusterRole | ALLOWED | AS /version User=allowed Group=devs
            for a self review | ClusterRole | ALLOWED | AS-POST /apis/authentication.k8s.io/v1/selfsubjectreviews User=allowed Group=devs
            as a user by kubectl | Role |  | kubectl get --raw=podtemplates/none --as=alice
            as a user in a group by kubectl | ClusterRole | ALLOWED | kubectl get --raw=podtemplates/none --as=allowed --as-group=devs
            with a UID by kubectl | ClusterRole | ALLOWED; impersonate groups devs | kubectl get --raw=podtemplates/none --as=allowed --as-group=devs --as-uid=7
            get by kubectl                             | Role        | list pods                  | kubectl get pod none
            delete by kubectl                    | Role        | get configmaps     | kubectl-dry delete configmap there
            json-patch of a role by kubectl | Role | get,patch roles.RBAC | kubectl-dry patch role victim --type=json --patch @nodes
            json-patch of a binding by kubectl | Role | get,patch rolebindings.RBAC | kubectl-dry patch rolebinding bossy --type=json --patch @mallory
            merge-patch of a binding by kubectl | Role | get,patch rolebindings.RBAC | kubectl-dry patch rolebinding bossy --type=merge --patch @subjects
            strategic-patch of a binding by kubectl | Role | get,patch rolebindings.RBAC | kubectl-dry patch rolebinding bossy --type=strategic --patch @subjects
            create of a role by kubectl | Role | get,create roles.RBAC | kubectl-dry create role new --verb=get --resource=configmaps
            scale by kubectl | Role | get deployments.apps | kubectl scale deployment web --replicas=0
            a URL by kubectl                     | ClusterRole | get /logs          | kubectl get --raw /metrics
            """;

    /** The same of servers that know constrained impersonation. */
    private static final String CONSTRAINED = """
            for another request | ClusterRole | USER_INFO; impersonate-on:user-info:get services | AS podtemplates/none User=allowed
            in a group, constrained | ClusterRole | USER_INFO; impersonate-on:user-info:get podtemplates | AS podtemplates/none User=allowed Group=devs
            """;

    /** Rules that several of them have. */
    private static final Map<String, String> RULES = Map.of(
            "ROLES", "create,update,patch,get roles.RBAC",
            "BINDINGS", "create,update,patch,get rolebindings.RBAC",
            "APPROVAL", "get,update,patch CSRS/approval; get CSRS",
            "PODS", "get,create,update,patch pods",
            "DEPLOYMENTS", "get,update,patch deployments.apps",
            "ALLOWED", "impersonate users allowed",
            "USER_INFO", "impersonate:user-info users.authentication.k8s.io allowed");

    private static final int FORBIDDEN = 403;
    private static final int PASSED = 200;

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
     * @param role the name of its role; with a namespace, that of a Role
     * @param rules of that role; empty for no role
     * @param sender sends it
     */
    private record Case(String id, String what, String role, List<String> rules, Sender sender) {

        String yaml() {
            Policy policy = new Policy();
            String[] written = rules.toArray(String[]::new);
            return written.length == 0
                    ? ""
                    : (role.equals(id) ? policy.clusterRole(role, written) : policy.role(role, written))
                            .to("account remedy/" + id)
                            .yaml();
        }
    }

    private void add(String what, String kind, String rules, Sender sender) {
        String written = rules;
        for (Map.Entry<String, String> each : RULES.entrySet()) {
            written = written.replace(each.getKey(), each.getValue());
        }
        written = written.replace("CSRS", "certificatesigningrequests.certificates.k8s.io")
                .replace("RBAC", GROUP);
        String id = "case-" + (cases.size() + 1);
        cases.put(
                id,
                new Case(
                        id,
                        what,
                        kind.equals("Role") ? "remedy/" + id : id,
                        written.isEmpty() ? List.of() : List.of(written.split("; ", -1)),
                        sender));
    }

    private void add(String table) {
        for (String line : table.lines().toList()) {
            String[] cells = line.split("\\|", -1);
            add(cells[0].strip(), cells[1].strip(), cells[2].strip(), sender(cells[3].strip()));
        }
    }

    private static Sender sender(String request) {
        String[] words = request.split(" ", -1);
        for (int index = 0; index < words.length; index++) {
            words[index] = WORDS.getOrDefault(words[index], words[index]);
        }
        List<String> arguments = List.of(words).subList(1, words.length);
        return switch (words[0]) {
            case "GET" -> subject -> subject.get(path(words[1])).code();
            case "AS", "AS-POST" ->
                as(words[0].equals("AS-POST"), path(words[1]), arguments.subList(1, arguments.size()));
            case "kubectl" -> kubectl(arguments);
            case "kubectl-dry" ->
                kubectl(Stream.concat(arguments.stream(), Stream.of("--dry-run=server"))
                        .toList());
            default -> send(words[0], path(words[1]), words.length == 2 ? "" : words[2]);
        };
    }

    private static String path(String text) {
        String[] parts = text.split(":", 2);
        return PATHS.containsKey(parts[0])
                ? PATHS.get(parts[0]) + parts[1]
                : text.startsWith("/") ? text : "/api/v1/namespaces/remedy/" + text;
    }

    /** Nothing is stored. */
    private static Sender send(String verb, String path, String body) {
        return subject -> {
            String url = subject.url(path) + (path.contains("?") ? "&" : "?") + "dryRun=All"
                    + (verb.equals("APPLY") ? "&fieldManager=remedy&force=true" : "");
            RequestBody content = verb.equals("DELETE")
                    ? null
                    : RequestBody.create(
                            body.getBytes(StandardCharsets.UTF_8),
                            MediaType.get(PATCHES.getOrDefault(verb, "application/json")));
            return subject.send(new Request.Builder()
                            .url(url)
                            .method(PATCHES.containsKey(verb) ? "PATCH" : verb, content)
                            .build())
                    .code();
        };
    }

    private static Sender as(boolean isPost, String path, List<String> headers) {
        return subject -> {
            Request.Builder request = new Request.Builder().url(subject.url(path));
            if (isPost) {
                request.post(RequestBody.create("{}", MediaType.get("application/json")));
            }
            for (String header : headers) {
                String[] parts = header.split("=", 2);
                request.addHeader("Impersonate-" + parts[0], parts[1]);
            }
            return subject.send(request.build()).code();
        };
    }

    private static Sender kubectl(List<String> arguments) {
        return subject -> {
            String[] inNamespace = Stream.concat(Stream.of("--namespace=remedy"), arguments.stream())
                    .toArray(String[]::new);
            String output = new Kubectl(subject.kubeconfig().file()).output(inNamespace);
            return output.contains("orbidden") || output.contains("must have cluster-admin") ? FORBIDDEN : PASSED;
        };
    }

    private void verbs() {
        Map<String, String> requests = new TreeMap<>(Map.of(
                "get", "GET configmaps/none",
                "list", "GET configmaps",
                "watch", "GET configmaps?watch=true&timeoutSeconds=1",
                "create", "POST configmaps @map",
                "update", "PUT configmaps/there @there",
                "patch", "MERGE configmaps/there {}",
                "delete", "DELETE configmaps/there",
                "deletecollection", "DELETE configmaps"));
        requests.forEach((verb, request) -> {
            String other = verb.equals("get") ? "list" : "get";
            add(verb + " beside another verb", "Role", other + " configmaps", sender(request));
            add(verb + " in a rule for more", "Role", other + " configmaps,endpoints", sender(request));
            add(verb + " of a ClusterRole", "ClusterRole", "get services; " + other + " configmaps", sender(request));
            add(verb + " of nobody", "Role", "", sender(request));
        });
    }

    /** By the official client. */
    private static int createRole(KubeAccess subject) {
        V1Role role = new V1Role()
                .metadata(new V1ObjectMeta().name("new"))
                .addRulesItem(new V1PolicyRule()
                        .apiGroups(List.of(""))
                        .resources(List.of("nodes"))
                        .verbs(List.of("get")));
        try {
            subject.client(RbacAuthorizationV1Api.class)
                    .createNamespacedRole("remedy", role)
                    .dryRun("All")
                    .execute();
            return PASSED;
        } catch (ApiException failure) {
            return failure.getCode();
        }
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
        add(CASES);
        add("create role by the official client", "Role", "ROLES", ProposedChangesTest::createRole);
        if (features.contains(ServerFeature.CONSTRAINED_IMPERSONATION)) {
            add(CONSTRAINED);
        }
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
        admin.request("POST", PATHS.get("rbac") + "rolebindings", """
                {"metadata": {"name": "by-hand"},
                 "subjects": [{"apiGroup": "%1$s", "kind": "User", "name": "nobody"}],
                 "roleRef": {"apiGroup": "%1$s", "kind": "Role", "name": "boss"}}""".formatted(GROUP));
        byte[] request = session.user("applicant")
                .certificateSigningRequest()
                .orElseThrow()
                .getSpec()
                .getRequest();
        admin.request("POST", "/apis/certificates.k8s.io/v1/certificatesigningrequests", """
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
            String before = key + list(edit.getAsJsonArray("before").asList());
            assertThat(lines.get(line)).as(id).contains(before);
            lines.set(
                    line,
                    lines.get(line)
                            .replace(
                                    before,
                                    key + list(edit.getAsJsonArray("after").asList())));
            Files.write(file, lines);
        }

        private static String list(List<JsonElement> values) {
            return values.stream().map(JsonElement::toString).collect(Collectors.joining(", ", "[", "]"));
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
