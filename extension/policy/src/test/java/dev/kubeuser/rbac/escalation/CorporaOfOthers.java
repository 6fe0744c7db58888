// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.Risks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The corpora that {@code corpora.csv} restates, as others publish them: run by hand, on clones of their repositories
 * in the folder that {@code -Dtest.corpora} names.
 */
class CorporaOfOthers {

    private static final Path FOLDER = Path.of(System.getProperty("test.corpora", "../../../corpora"));
    private static final String ATLAS = "rbac-atlas";

    private static final Map<String, String> KINDS = Map.of(
            "roles", "Role",
            "cluster_roles", "ClusterRole",
            "role_bindings", "RoleBinding",
            "cluster_role_bindings", "ClusterRoleBinding");

    static Stream<CorpusCase> cases() throws IOException {
        return CorpusCase.all().stream().filter(one -> one.source().contains("/"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_case_is_restated_right(CorpusCase one) throws IOException {
        Path source = FOLDER.resolve(one.corpus()).resolve(one.source());
        RbacPolicyBuilder objects = source.toString().endsWith(".json")
                ? snapshot(read(source))
                : RbacManifest.policy(Manifests.load(source.toString()).objects());
        assertThat(one.isGained(objects, Certainty.LIKELY)).isEqualTo(one.expected());
    }

    private static JsonObject read(Path json) throws IOException {
        return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    }

    private static RbacPolicyBuilder snapshot(JsonObject snapshot) {
        RbacPolicyBuilder policy = RbacPolicy.builder();
        JsonObject resources = snapshot.getAsJsonObject("resources");
        KINDS.forEach((key, kind) -> {
            for (JsonElement object : resources.has(key) ? resources.getAsJsonArray(key) : new JsonArray()) {
                policy.add(rbac(object.getAsJsonObject(), kind));
            }
        });
        return policy;
    }

    private static JsonObject rbac(JsonObject object, String kind) {
        object.addProperty("apiVersion", "rbac.authorization.k8s.io/v1");
        object.addProperty("kind", kind);
        return object;
    }

    /** The charts of which one says that they are risky and the other does not are those of the table. */
    @Test
    void charts_differ_as_the_table_says() throws IOException {
        Map<String, Map<String, Integer>> figures = new TreeMap<>();
        Set<String> different = new TreeSet<>();
        for (Map.Entry<String, Path> chart : newest().entrySet()) {
            JsonElement permissions = read(chart.getValue()).get("serviceAccountPermissions");
            if (permissions == null
                    || permissions.isJsonNull()
                    || permissions.getAsJsonArray().isEmpty()) {
                continue;
            }
            boolean theirs = permissions.getAsJsonArray().asList().stream()
                    .map(row -> row.getAsJsonObject().get("riskLevel").getAsString())
                    .anyMatch(level -> level.equals("Critical") || level.equals("High"));
            String ours = ours(permissions.getAsJsonArray());
            figures.computeIfAbsent(theirs ? "Critical or High" : "Medium or Low", unused -> new HashMap<>())
                    .merge(ours, 1, Integer::sum);
            if (theirs == ours.equals("nothing")) {
                different.add(chart.getKey());
            }
        }
        assertThat(different)
                .isEqualTo(CorpusCase.all().stream()
                        .filter(one ->
                                one.corpus().equals(ATLAS) && !one.reason().isEmpty())
                        .map(CorpusCase::source)
                        .collect(Collectors.toCollection(TreeSet::new)));
        int charts = figures.values().stream()
                .flatMap(level -> level.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
        String page = CorpusCase.page();
        assertThat(page).containsPattern(CorpusCase.row(ATLAS, charts, different.size()));
        figures.forEach((level, ours) -> assertThat(page)
                .contains("| %s | %d | %d | %d |\n"
                        .formatted(level, ours.get("path"), ours.get("risk"), ours.get("nothing"))));
    }

    /** Files are called {@code repository__chart__version.json}. */
    private static Map<String, Path> newest() throws IOException {
        Map<String, Path> charts = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve(ATLAS).resolve("manifests"))) {
            files.filter(file -> file.toString().matches(".*__.*__.*\\.json"))
                    .forEach(file -> charts.merge(
                            file.getFileName().toString().replaceFirst("__[^_]*\\.json", ""),
                            file,
                            (one, other) -> version(one).compareTo(version(other)) < 0 ? other : one));
        }
        return charts;
    }

    private static String version(Path file) {
        return Stream.of(
                        file.getFileName().toString().replaceFirst(".*__v?", "").split("[^0-9]+"))
                .map(number -> "%20s".formatted(number))
                .collect(Collectors.joining());
    }

    private static String ours(JsonArray permissions) {
        Policies policy = Policies.besideDefaults("r");
        Set<UserInfo> users = new HashSet<>();
        for (JsonElement element : permissions) {
            JsonObject row = element.getAsJsonObject();
            String namespace = row.get("namespace").getAsString();
            String account = row.get("serviceAccountName").getAsString();
            users.add(UserInfo.serviceAccount(namespace, account));
            String subject = "account " + namespace + "/" + account;
            if (row.get("roleType").getAsString().equals("Role")) {
                policy.inFor(subject, namespace, rule(row));
            } else {
                policy.clusterWideFor(subject, rule(row));
            }
        }
        RbacPolicy all = DefaultPolicy.of("1.37").addAll(policy.besideOthers()).build();
        if (!Escalation.of(all).findAll(users, new Goal.ClusterAdmin()).isEmpty()) {
            return "path";
        }
        return users.stream().anyMatch(user -> !Risks.in(all).of(user).isEmpty()) ? "risk" : "nothing";
    }

    private static String rule(JsonObject row) {
        JsonObject rule = new JsonObject();
        rule.add("verbs", row.get("verbs"));
        Map.of("apiGroup", "apiGroups", "resource", "resources", "resourceName", "resourceNames")
                .forEach((one, all) -> {
                    String value = row.get(one).getAsString();
                    if (!one.equals("resourceName") || !value.isEmpty()) {
                        JsonArray values = new JsonArray();
                        values.add(value);
                        rule.add(all, values);
                    }
                });
        return rule.toString();
    }
}
