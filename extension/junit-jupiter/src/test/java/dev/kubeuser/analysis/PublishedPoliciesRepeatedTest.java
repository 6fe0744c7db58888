// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.run.KubeSessionBuilder;
import dev.kubeuser.testkit.PublishedPolicies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The smallest roles and the narrowed policy are enough for what the ServiceAccounts of well-known projects do: each
 * sends what the rules of its project are for, and then again what was allowed, under the one and under the other.
 */
@RunsOnce
class PublishedPoliciesRepeatedTest {

    /** A namespace that no policy names. */
    private static final String ELSEWHERE = "elsewhere";

    private static final Set<String> READ_ONLY = Set.of("get", "list");
    private static final List<String> VERBS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    @TempDir
    private Path directory;

    /** A request of one ServiceAccount. */
    private record Task(String account, String verb, String path) {

        int sendAs(KubeAccess user) {
            return user.send(new Request.Builder()
                            .url(user.url(path + query()))
                            .method(method(), body())
                            .build())
                    .code();
        }

        /** Nothing is written, and a watch ends at once, because its resource version is not one. */
        private String query() {
            if (path.startsWith("/api")) {
                return verb.equals("watch")
                        ? "?watch=true&resourceVersion=none"
                        : READ_ONLY.contains(verb) ? "" : "?dryRun=All";
            }
            return "";
        }

        private String method() {
            return switch (verb) {
                case "create" -> "POST";
                case "update" -> "PUT";
                case "patch" -> "PATCH";
                case "delete", "deletecollection" -> "DELETE";
                default -> "GET";
            };
        }

        private @Nullable RequestBody body() {
            return switch (verb) {
                case "create", "update" -> json("application/json");
                case "patch" -> json("application/merge-patch+json");
                default -> null;
            };
        }

        private static RequestBody json(String type) {
            return RequestBody.create("{}".getBytes(StandardCharsets.UTF_8), MediaType.get(type));
        }
    }

    @BeforeEach
    void requirePolicies() {
        PublishedPolicies.require();
    }

    private static List<String> texts(JsonObject rule, String key) {
        return rule.has(key)
                ? rule.getAsJsonArray(key).asList().stream()
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of();
    }

    /** The rules of the roles that bindings of a kind grant to a ServiceAccount. */
    private static Stream<JsonObject> rules(Manifests manifests, String bindings, String account) {
        Set<String> roles = manifests.objects().stream()
                .map(ManifestObject::json)
                .filter(binding -> text(binding, "kind").equals(bindings)
                        && binding.getAsJsonArray("subjects").asList().stream()
                                .anyMatch(subject -> text(subject, "name").equals(account)))
                .map(binding -> binding.get("roleRef"))
                .map(role -> text(role, "kind") + " " + text(role, "name"))
                .collect(Collectors.toSet());
        return manifests.objects().stream()
                .map(ManifestObject::json)
                .filter(role -> role.has("rules") && role.get("rules").isJsonArray())
                .filter(role -> roles.contains(text(role, "kind") + " " + text(role.get("metadata"), "name")))
                .flatMap(role -> role.getAsJsonArray("rules").asList().stream())
                .map(JsonElement::getAsJsonObject);
    }

    private static String text(JsonElement object, String key) {
        return object.getAsJsonObject().get(key).getAsString();
    }

    /** What those rules are for. */
    private static Set<Task> tasks(Manifests manifests, String namespace, String account) {
        String name = account.substring(account.indexOf('/') + 1);
        Set<Task> tasks = new LinkedHashSet<>();
        rules(manifests, "RoleBinding", name)
                .forEach(rule -> addTasks(tasks, account, rule, verb -> List.of("/namespaces/" + namespace)));
        rules(manifests, "ClusterRoleBinding", name)
                .forEach(rule -> addTasks(tasks, account, rule, verb -> places(namespace, verb)));
        return tasks;
    }

    private static void addTasks(
            Set<Task> tasks, String account, JsonObject rule, Function<String, List<String>> places) {
        List<String> verbs = texts(rule, "verbs").contains("*")
                ? VERBS
                : texts(rule, "verbs").stream().filter(VERBS::contains).toList();
        for (String verb : verbs) {
            texts(rule, "nonResourceURLs").stream()
                    .filter(url -> verb.equals("get") && !url.contains("*"))
                    .forEach(url -> tasks.add(new Task(account, verb, url)));
            for (String group : texts(rule, "apiGroups")) {
                for (String resource : texts(rule, "resources")) {
                    for (String place : places.apply(verb)) {
                        tasks.add(new Task(account, verb, path(group, place, resource, verb, rule)));
                    }
                }
            }
        }
    }

    /** What a ClusterRoleBinding grants is read in another namespace too, and cluster-wide. */
    private static List<String> places(String namespace, String verb) {
        String own = "/namespaces/" + namespace;
        return switch (verb) {
            case "get" -> List.of(own, "/namespaces/" + ELSEWHERE);
            case "list", "watch" -> List.of(own, "");
            default -> List.of(own);
        };
    }

    private static String path(String group, String place, String resource, String verb, JsonObject rule) {
        String[] parts = (resource.equals("*") ? "configmaps" : resource).split("/", -1);
        String name = texts(rule, "resourceNames").stream().findFirst().orElse("none");
        boolean isNamed =
                parts.length > 1 || Set.of("get", "update", "patch", "delete").contains(verb);
        return (group.isEmpty() || group.equals("*") ? "/api/v1" : "/apis/" + group + "/v1")
                + place + "/" + parts[0]
                + (isNamed ? "/" + name : "")
                + (parts.length > 1 ? "/" + parts[1] : "");
    }

    private static KubeSession start(KubeSessionBuilder builder, String namespace) {
        KubeSession session = builder.cluster(ClusterKind.EMBEDDED).start();
        for (String each : List.of(namespace, ELSEWHERE)) {
            session.admin().request("POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + each + "\"}}");
        }
        return session;
    }

    /** Returns what is refused under a smaller policy, or answered otherwise. */
    private static List<String> differences(
            KubeSession session, Manifests policy, String namespace, String account, Map<Task, Integer> allowed) {
        List<String> differences = new ArrayList<>();
        ApplyOptions options = ApplyOptions.defaults().withNamespace(namespace);
        try (AppliedManifests applied = AppliedManifests.apply(policy, session.admin(), options)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = session.serviceAccount(account);
            allowed.forEach((task, code) -> {
                int now = task.sendAs(user);
                if (now != code) {
                    differences.add(task + " was answered with " + code + ", and now " + now);
                }
            });
        }
        return differences;
    }

    /** One Role is for all namespaces that the policy does not name; here it is needed in one of them. */
    private static String leastPrivilege(Path report) throws IOException {
        return Files.readString(report.resolve("least-privilege.yaml")).replace("${kubeuser.namespace}", ELSEWHERE);
    }

    /** The policy after the patch, whose paths begin at the root of the checkout. */
    private Path narrowed(Path report, Path folder) throws IOException, InterruptedException {
        Path patch = report.resolve("narrowed-policy.diff");
        String first = Files.readAllLines(patch).get(0);
        int above = first.substring(0, first.indexOf("/policies/")).split("/").length;
        ProcessBuilder patching = new ProcessBuilder("git", "apply", "-p" + above, patch.toString());
        patching.environment()
                .put(
                        "GIT_CEILING_DIRECTORIES",
                        Objects.requireNonNull(directory.getParent()).toString());
        assertThat(patching.directory(directory.toFile()).inheritIO().start().waitFor())
                .isZero();
        return folder;
    }

    @ParameterizedTest
    @CsvSource({
        "argo-cd, argocd, argocd-server",
        "kube-prometheus, monitoring, prometheus-operator",
        "strimzi, myproject, strimzi-cluster-operator"
    })
    void what_was_allowed_is_allowed_by_what_was_needed(String project, String namespace, String account)
            throws Exception {
        Path folder = directory.resolve("policies").resolve(project);
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(PublishedPolicies.FOLDER.resolve(project))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        Manifests policy = Manifests.load(folder.toString());
        String name = namespace + "/" + account;
        Map<Task, Integer> allowed = new LinkedHashMap<>();
        Path report = directory.resolve("report");
        try (KubeSession session =
                start(KubeSession.builder().report(report).setting("kubeuser.proof-limit", "1ms"), namespace)) {
            session.apply(policy, ApplyOptions.defaults().withNamespace(namespace));
            KubeAccess user = session.serviceAccount(name);
            session.test(
                    name,
                    () -> tasks(policy, namespace, name).forEach(task -> {
                        int code = task.sendAs(user);
                        if (code != 401 && code != 403) {
                            allowed.put(task, code);
                        }
                    }));
        }
        assertThat(allowed).hasSizeGreaterThan(50);
        try (KubeSession session = start(KubeSession.builder(), namespace)) {
            Manifests least = Manifests.parse("least-privilege.yaml", leastPrivilege(report));
            assertThat(differences(session, least, namespace, name, allowed))
                    .as("smallest roles")
                    .isEmpty();
        }
        try (KubeSession session = start(KubeSession.builder(), namespace)) {
            Manifests narrowed = Manifests.load(narrowed(report, folder).toString());
            assertThat(differences(session, narrowed, namespace, name, allowed))
                    .as("narrowed policy")
                    .isEmpty();
        }
    }
}
