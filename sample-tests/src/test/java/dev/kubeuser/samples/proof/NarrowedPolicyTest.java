// SPDX-License-Identifier: Apache-2.0
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

    private static final Path POLICY = Path.of("policies/publisher/publisher.yaml");

    @TempDir
    private Path report;

    @TempDir
    private Path checkout;

    /** The directory of a copy of the policy, after the patch. */
    private Path narrowed() throws IOException, InterruptedException {
        ReportRun.of(PublisherTest.class, report);
        Path file = checkout.resolve("sample-tests").resolve(POLICY);
        Path directory = Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.copy(POLICY, file);
        ProcessBuilder patching = new ProcessBuilder(
                "git", "apply", report.resolve("narrowed-policy.diff").toString());
        patching.environment()
                .put(
                        "GIT_CEILING_DIRECTORIES",
                        Objects.requireNonNull(checkout.getParent()).toString());
        assertThat(patching.directory(checkout.toFile()).inheritIO().start().waitFor())
                .isZero();
        return directory;
    }

    @Test
    void it_is_the_policy_without_what_no_test_exercised() throws IOException, InterruptedException {
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
    void the_same_tests_pass_with_it() throws IOException, InterruptedException {
        assertThat(PolicyRun.failures("publisher.policies", narrowed(), PublisherTest.class))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"applies, it_applies_the_catalog", "looks, it_looks_for_shops"})
    void a_test_fails_with_one_rule_less(String rule, String test, @TempDir Path copy)
            throws IOException, InterruptedException {
        new PolicyEdit("publisher.yaml", rule.equals("applies") ? APPLIES : LOOKS, "").copy(narrowed(), copy);

        assertThat(PolicyRun.failures("publisher.policies", copy, PublisherTest.class))
                .containsOnlyKeys("PublisherTest." + test);
    }
}
