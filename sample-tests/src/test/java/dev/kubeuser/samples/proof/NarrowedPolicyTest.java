package dev.kubeuser.samples.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.samples.tool.PolicyEdit;
import dev.kubeuser.samples.tool.PolicyRun;
import dev.kubeuser.samples.tool.ReportRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policy that a report leaves is enough for the same tests, and nothing of it is too much. */
@RunsOnce
class NarrowedPolicyTest {

    private static final String APPLIES = """
            - apiGroups: [""]
              resources: [configmaps]
              verbs: ["create", "patch"]
            """;

    private static final String LOOKS = """
            - apiGroups: [""]
              resources:
              - services # one for each shop
              verbs: [list]
            """;

    @TempDir
    private Path report;

    /** The directory with the narrowed policy. */
    private Path narrowed() throws IOException {
        ReportRun.of(PublisherTest.class, report);
        try (Stream<Path> files = Files.walk(report.resolve("narrowed-policy"))) {
            Path file = files.filter(each -> each.endsWith("publisher.yaml"))
                    .findFirst()
                    .orElseThrow();
            return Objects.requireNonNull(file.getParent());
        }
    }

    @Test
    void it_is_the_policy_without_what_no_test_exercised() throws IOException {
        String after = Files.readString(narrowed().resolve("publisher.yaml"));

        assertThat(after)
                .contains("# It applies the catalog.\n" + APPLIES + "# It looks for shops.\n" + LOOKS + "---\n");
        assertThat(Files.readString(report.resolve("narrowed-policy.diff"))).endsWith("""
                 # It applies the catalog.
                 - apiGroups: [""]
                -  resources: [configmaps, secrets]
                -  verbs: ["*"]
                +  resources: [configmaps]
                +  verbs: ["create", "patch"]
                 # It looks for shops.
                 - apiGroups: [""]
                   resources:
                   - services # one for each shop
                -  - endpoints
                -  verbs: [get, list, watch]
                -# It restarted shops once.
                -- apiGroups: [apps]
                -  resources: [deployments]
                -  verbs: [get, patch]
                +  verbs: [list]
                 ---
                 apiVersion: rbac.authorization.k8s.io/v1
                 kind: RoleBinding
                """);
    }

    @Test
    void the_same_tests_pass_with_it() throws IOException {
        assertThat(PolicyRun.failures("publisher.policies", narrowed(), PublisherTest.class))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"applies, it_applies_the_catalog", "looks, it_looks_for_shops"})
    void a_test_fails_with_one_rule_less(String rule, String test, @TempDir Path copy) throws IOException {
        new PolicyEdit("publisher.yaml", rule.equals("applies") ? APPLIES : LOOKS, "").copy(narrowed(), copy);

        assertThat(PolicyRun.failures("publisher.policies", copy, PublisherTest.class))
                .containsOnlyKeys("PublisherTest." + test);
    }
}
