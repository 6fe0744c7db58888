// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.lint.internal.PolicyFiles;
import dev.kubeuser.lint.internal.PolicyFindings;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the report for programs: they are what their schemas say, whatever stands in names. */
@RunsOnce
@OnEachJUnit
class ReportFilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Where docs/report.md says that the schema is, in the jar. */
    private static final String SCHEMA = "dev/kubeuser/report/report.schema.json";

    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    @TempDir
    private static Path directory;

    private static EngineRun run;

    @KubeManifests(value = "classpath:proof/hostile.yaml", createNamespaces = true)
    @KubeUser(HOSTILE)
    static class Readers {
        @Test
        void read(KubeAccess reader) {
            assertThat(reader).can(get("configmaps").in("hostile"));
        }
    }

    @BeforeAll
    static void run() {
        run = EngineRun.of(
                directory.resolve("attached"),
                Map.of("kubeuser.report", directory.resolve("report").toString()),
                Readers.class);
        run.assertSuccessful(1);
    }

    private static String report(String name) throws IOException {
        return Files.readString(directory.resolve("report").resolve(name));
    }

    @Test
    void the_json_is_what_its_published_schema_says_and_nothing_else() throws IOException {
        assertThat(violations(strict(schema()), SpecificationVersion.DRAFT_2020_12, report("report.json")))
                .isEmpty();
        assertThat(violations(schema(), SpecificationVersion.DRAFT_2020_12, "{\"schemaVersion\":2}"))
                .isNotEmpty();
    }

    @Test
    void a_report_names_the_version_of_its_schema_and_the_page_says_where_that_is() throws IOException {
        int version = JSON.readTree(report("report.json")).at("/schemaVersion").asInt();
        assertThat(version).isEqualTo(JsonReport.VERSION);
        assertThat(schema().at("/properties/schemaVersion/const").asInt()).isEqualTo(version);
        assertThat(schema().at("/title").asText()).isEqualTo("report.json of kubeuser, version " + version);
        assertThat(Files.readString(SourceTree.file("docs/report.md")))
                .contains("as `" + SCHEMA + "`", "is the version of its schema: " + version + ".");
    }

    private static JsonNode schema() throws IOException {
        return read(Objects.requireNonNull(Report.class.getResource("/" + SCHEMA)));
    }

    private static JsonNode read(URL json) throws IOException {
        try (InputStream content = json.openStream()) {
            return JSON.readTree(content);
        }
    }

    /** Fields may be added to reports, but not without the schema. */
    private static JsonNode strict(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(ReportFilesTest::strict);
        return schema;
    }

    private static Set<String> violations(JsonNode schema, SpecificationVersion version, String json) {
        Set<String> violations = new HashSet<>();
        SchemaRegistry.withDefaultDialect(version)
                .getSchema(schema)
                .validate(json, InputFormat.JSON)
                .forEach(violation -> violations.add(violation.toString()));
        return violations;
    }

    /** OASIS's own, of the format's version 2.1.0. */
    @Test
    void the_sarif_is_what_its_official_schema_says() throws IOException {
        JsonNode schema =
                read(Objects.requireNonNull(ReportFilesTest.class.getResource("/schema/sarif-schema-2.1.0.json")));
        assertThat(schema.at("/$id").asText()).contains("oasis-tcs/sarif-spec");
        PolicyFiles policy = PolicyFiles.of(
                Manifests.load("classpath:report/contract.yaml"),
                KnownVersions.read().standard().withoutPatch(),
                true,
                false);
        String lint = PolicyFindings.of(policy, Certainty.LIKELY, AcceptedRisks.none())
                .sarif();
        assertThat(lint).contains("escalation-path", "risky-permission", "no-effect");
        assertThat(Stream.of(report("report.sarif"), lint))
                .allSatisfy(sarif -> assertThat(violations(schema, SpecificationVersion.DRAFT_7, sarif))
                        .isEmpty());
        assertThat(violations(schema, SpecificationVersion.DRAFT_7, "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{}}]}"))
                .isNotEmpty();
    }

    /** The contract of the report has the rest of what GitHub documents that it needs. */
    @Test
    void code_hosts_are_told_the_lines_of_the_policy() throws IOException {
        JsonNode results = JSON.readTree(report("report.sarif")).at("/runs/0/results");
        assertThat(results)
                .isNotEmpty()
                .allSatisfy(result -> {
                    JsonNode location = result.at("/locations/0/physicalLocation");
                    assertThat(location.at("/artifactLocation/uri").asText())
                            .isEqualTo("extension/junit-jupiter/src/test/resources/proof/hostile.yaml");
                    assertThat(location.at("/region/startLine").asInt()).isBetween(7, 35);
                })
                .extracting(result -> result.at("/partialFingerprints"))
                .doesNotHaveDuplicates();
    }

    @Test
    void markdown_shows_hostile_names_as_text() throws IOException {
        assertThat(report("report.md"))
                .contains(
                        "The API server has no resource \"\\</script>\\<script>alert(1)\\</script>\": write the plural")
                .contains(": `get </script><script>alert(1)</script>`, `` get \"quotes\" & `ticks` | pipes ``, ")
                .contains("Group \\</td>\\</table>\\<h1>nobody")
                .doesNotContain("\n<");
    }

    @Test
    void the_files_are_attached_to_the_run() throws IOException {
        assertThat(run.files())
                .containsExactlyInAnyOrder(
                        "report.html", "report.json", "report.md", "report.sarif", "least-privilege.yaml");
        assertThat(directory.resolve("attached")).isDirectoryRecursivelyContaining("glob:**report.html");
    }
}
