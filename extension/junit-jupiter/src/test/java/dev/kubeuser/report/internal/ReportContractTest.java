// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.testkit.ReportJson.objects;
import static dev.kubeuser.testkit.ReportJson.sarif;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.lint.internal.ChangeReport;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.ReportJson;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs of users read: it changes only on purpose. */
@RunsOn(value = EMBEDDED, because = "the files are the same on each kind")
class ReportContractTest {

    private static final Path GOLDEN =
            SourceTree.file("extension/junit-jupiter/src/test/resources/report/contract.json");

    private static final List<String> CHANGING = List.of("id", "commit", "date", "library", "kubernetes");

    /** Of a file that a chart renders, which other tests have. */
    private static final String OF_CHARTS = "origin.rendering";

    /** Of a run that fails, which FailedTestsTest has. */
    private static final String OF_FAILED_TESTS = "failedTest.";

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    @TempDir
    private Path directory;

    /** Something of each kind: covered, redundant, inferred, asked, denied, without effect, risky. */
    @KubeManifests(value = "classpath:report/contract.yaml", createNamespaces = true)
    @KubeServiceAccount("contract/robot")
    static class Everything {

        private static final String CONFIG_MAP = "/api/v1/namespaces/contract/configmaps/prices";
        private static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/contract/leases/robot";

        @Test
        void asserts(KubeAccess robot) {
            assertThat(robot).can(get("configmaps").in("contract"));
            assertThat(robot).cannot(get("secrets").in("contract"));
        }

        @Test
        void sends(KubeAccess robot) {
            assertThat(robot.request("PUT", LEASE, """
                {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "robot"}}\
                """).code()).isEqualTo(201);
            assertThat(robot.request("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", """
                {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": {
                "resourceAttributes": {"verb": "list", "resource": "configmaps", "namespace": "contract"}}}\
                """)
                            .code())
                    .isEqualTo(201);
            assertThat(robot.request("DELETE", CONFIG_MAP, "").code()).isEqualTo(403);
        }
    }

    /** With {@code -Dcontract.update=true} it writes the files. */
    @Test
    void what_programs_and_pages_read() throws IOException {
        Path risks = Files.writeString(directory.resolve("risks.txt"), "escalation-path from Group sre\n");
        Map<String, String> settings = Map.of(
                "kubeuser.report", directory.toString(),
                "kubeuser.require.coverage", "1",
                "kubeuser.require.accepted-risks", risks.toString());
        EngineRun.of(settings, Everything.class);
        JsonObject report = ReportJson.read(directory);
        JsonObject build = report.getAsJsonObject("build");
        CHANGING.forEach(build::remove);
        assertGolden(text(report), GOLDEN);
        assertGolden(
                Files.readString(directory.resolve("report.md"))
                        .replaceAll("\\| (commit|date|kubeuser|Kubernetes) \\|.*\n", ""),
                golden("md"));
        assertGolden(
                Files.readString(directory.resolve("report.sarif"))
                        .replaceFirst("\"endTimeUtc\":\"[^\"]+\"", "\"endTimeUtc\":\"\"")
                        .replaceFirst("(\"name\":\"kubeuser\",)\"version\":\"[^\"]+\",", "$1")
                        .replace("\"uri\":\"extension/junit-jupiter/", "\"uri\":\""),
                golden("sarif"));
        assertThat(BuildEvidence.read(BuildEvidence.parts(directory))
                        .report(Thresholds.none(), null)
                        .summary())
                .isEqualTo("Group sre can become cluster-admin in 1 step, 1 request denied,"
                        + " 50 % of 8 permissions covered, 9 of 34 mutants killed");
        assertPageHasTheSame();
    }

    private void assertPageHasTheSame() throws IOException {
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("1 request denied<", "25 surviving mutants<", "9 of 34<");
        JsonObject page = ReportJson.page(directory);
        assertThat(objects(page, "findings")
                        .collect(Collectors.groupingBy(
                                found -> ReportJson.text(found.getAsJsonObject("kind"), "one"), Collectors.counting())))
                .containsEntry("killed mutant", 9L)
                .containsEntry("equivalent mutant", 8L)
                .containsEntry("permission not covered", 4L);
        assertThat(objects(page, "paste")
                        .mapToInt(method -> method.getAsJsonArray("statements").size())
                        .sum())
                .as("as many as report.md has")
                .isEqualTo(18);
    }

    private static Path golden(String format) {
        return GOLDEN.resolveSibling("contract." + format);
    }

    private static void assertGolden(String text, Path golden) throws IOException {
        if (Boolean.getBoolean("contract.update")) {
            Files.writeString(golden, text);
        }
        assertThat(text)
                .as("run this test with -Dcontract.update=true, and review what changes")
                .isEqualTo(Files.readString(golden));
    }

    /** Each field on a line of its own, and so is each entry of a list. */
    private static String text(JsonObject report) {
        return report.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\": "
                        + (field.getValue().isJsonArray()
                                ? field.getValue().getAsJsonArray().asList().stream()
                                        .map(entry -> "\n" + GSON.toJson(entry))
                                        .collect(Collectors.joining(",", "[", "]"))
                                : GSON.toJson(field.getValue())))
                .collect(Collectors.joining(",\n", "{", "}\n"));
    }

    @Test
    void the_run_has_each_field_of_the_schema() throws IOException {
        JsonObject schema;
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(JsonReport.class.getResourceAsStream("/dev/kubeuser/report/report.schema.json")),
                StandardCharsets.UTF_8)) {
            schema = JsonParser.parseReader(reader).getAsJsonObject();
        }
        Set<String> seen =
                new TreeSet<>(Set.of("build.id", "build.commit", "build.date", "build.library", "build.kubernetes"));
        see(schema, "", schema, JsonParser.parseString(Files.readString(GOLDEN)), seen);

        JsonObject types = schema.getAsJsonObject("$defs");
        assertThat(Stream.concat(
                                fields(schema, ""),
                                types.keySet().stream()
                                        .flatMap(type -> fields(types.getAsJsonObject(type), type + ".")))
                        .filter(field -> !field.equals(OF_CHARTS) && !field.startsWith(OF_FAILED_TESTS)))
                .allMatch(seen::contains);
    }

    private static Stream<String> fields(JsonObject type, String begin) {
        return type.has("properties")
                ? type.getAsJsonObject("properties").keySet().stream().map(field -> begin + field)
                : Stream.empty();
    }

    /** Notes the fields that a value has, each with its type's name. */
    private static void see(JsonObject schema, String begin, JsonObject type, JsonElement value, Set<String> seen) {
        if (type.has("$ref")) {
            String name = type.get("$ref").getAsString().replace("#/$defs/", "");
            see(schema, name + ".", schema.getAsJsonObject("$defs").getAsJsonObject(name), value, seen);
        } else if (type.has("items")) {
            value.getAsJsonArray().forEach(entry -> see(schema, begin, type.getAsJsonObject("items"), entry, seen));
        } else if (type.has("properties")) {
            value.getAsJsonObject().entrySet().forEach(field -> {
                seen.add(begin + field.getKey());
                see(
                        schema,
                        begin + field.getKey() + ".",
                        type.getAsJsonObject("properties").getAsJsonObject(field.getKey()),
                        field.getValue(),
                        seen);
            });
        }
    }

    @Test
    void rules_of_the_sarif_of_changes() {
        JsonObject run = sarif(new ChangeReport("before", "after", List.of()).sarif());
        assertThat(objects(run.getAsJsonObject("tool").getAsJsonObject("driver"), "rules")
                        .map(rule -> ReportJson.text(rule, "id") + " "
                                + ReportJson.text(rule.getAsJsonObject("defaultConfiguration"), "level") + " "
                                + ReportJson.text(rule.getAsJsonObject("properties"), "security-severity")))
                .containsExactly(
                        "gained-public error 9.5",
                        "gained-escalation-path error 9.0",
                        "gained-unknown-role error 8.0",
                        "gained-risk error 7.0",
                        "gained-wildcard error 7.0",
                        "gained-new-subject error 4.0",
                        "gained-other error 3.0");
    }
}
