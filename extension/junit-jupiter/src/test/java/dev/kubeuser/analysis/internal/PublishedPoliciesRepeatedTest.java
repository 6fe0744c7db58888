// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.run.KubeSessionBuilder;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.PublishedPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
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

    private static final List<String> VERBS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    @TempDir
    private Path directory;

    /** A request that changes nothing. */
    private record Task(String verb, String path) {

        int sendAs(KubeAccess user) {
            KubeResponse answer = switch (verb) {
                case "create" -> user.request("POST", dry(), "{}");
                case "update" -> user.request("PUT", dry(), "{}");
                case "patch" -> Patch.merge(user, dry(), "{}");
                case "delete", "deletecollection" -> user.request("DELETE", dry(), null);
                // It ends at once, because its resource version is not one.
                case "watch" -> user.get(path + "?watch=true&resourceVersion=none");
                default -> user.get(path);
            };
            return answer.code();
        }

        private String dry() {
            return path + "?dryRun=All";
        }
    }

    @BeforeEach
    void requirePolicies() {
        PublishedPolicies.require();
    }

    /** What the rules that bindings grant to a ServiceAccount are for. */
    private static Set<Task> tasks(RbacPolicy policy, String namespace, String account) {
        Set<Task> tasks = new LinkedHashSet<>();
        policy.bindings().stream()
                .filter(binding -> binding.subjects().stream()
                        .anyMatch(subject -> subject.name().equals(account)))
                .forEach(binding -> policy.role(binding.roleRef()).stream()
                        .flatMap(role -> role.rules().stream())
                        .flatMap(rule -> Permission.of(rule).stream())
                        .flatMap(permission ->
                                tasks(permission, namespace, binding.id().isClusterWide()))
                        .forEach(tasks::add));
        return tasks;
    }

    private static Stream<Task> tasks(Permission permission, String namespace, boolean isClusterWide) {
        if (!permission.nonResourceUrl().isEmpty()) {
            return permission.nonResourceUrl().contains("*")
                    ? Stream.of()
                    : Stream.of(new Task("get", permission.nonResourceUrl()));
        }
        return VERBS.stream()
                .filter(verb ->
                        permission.verb().equals("*") || permission.verb().equals(verb))
                .flatMap(verb -> (isClusterWide ? places(namespace, verb) : List.of("/namespaces/" + namespace))
                        .stream().map(place -> new Task(verb, path(verb, place, permission))));
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

    private static String path(String verb, String place, Permission permission) {
        String[] parts =
                permission.resource().replaceFirst("^\\*$", "configmaps").split("/", -1);
        String name = permission.resourceName().isEmpty() ? "none" : permission.resourceName();
        boolean isNamed =
                parts.length > 1 || Set.of("get", "update", "patch", "delete").contains(verb);
        return (Set.of("", "*").contains(permission.apiGroup()) ? "/api/v1" : "/apis/" + permission.apiGroup() + "/v1")
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
                    () -> tasks(policy.rbacPolicy(), namespace, account).forEach(task -> {
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
