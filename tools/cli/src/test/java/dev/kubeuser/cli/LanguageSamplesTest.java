// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The samples in other languages: each passes under its policy, and fails without a verb, with the rule to add. Most of
 * them wait, so some run side by side.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are for sh")
@Execution(ExecutionMode.CONCURRENT)
@Order(1) // takes longest
class LanguageSamplesTest {

    private static final Path MISSING_VERB = Path.of("src/test/resources/run/envtest-missing-verb.txt");
    private static final GoSuite SUITE = new GoSuite();

    @TempDir
    private Path directory;

    private static void assertPasses(Run run) {
        assertThat(run.ended(0).err()).contains(" recorded, none refused\n");
    }

    @Test
    void a_suite_of_envtest_passes_as_its_manager_is_deployed() throws Exception {
        RunProcess.require("go", "kubectl");
        SUITE.compile();
        assertPasses(SampleProject.copyOf("go", directory)
                .run(
                        GoSuite.variables("60s"),
                        "--kustomize config/default --kubeconfig manager=webpages-system/webpages-controller-manager"
                                + " --no-denials -- go test ./..."));
    }

    /** No test looks at events, and the recorder swallows the refusal: there {@code --no-denials} alone fails. */
    @ParameterizedTest
    @CsvSource({"create, configmaps", "update, webpages.pages.example.com/status", "create, events.events.k8s.io"})
    void a_suite_of_envtest_fails_without_a_verb(String verb, String resource) throws Exception {
        RunProcess.require("go");
        SampleProject project = SampleProject.copyOf("go", directory);
        Files.copy(SUITE.compile(), project.directory().resolve("internal/controller/controller.test"));
        String rule = project.removeVerb("config/rbac/role.yaml", verb, resource);
        Run run = project.run(
                GoSuite.variables("3s"),
                "--manifests config/rbac/role.yaml config/rbac/role_binding.yaml config/rbac/service_account.yaml"
                        + " --kubeconfig manager=system/controller-manager --no-denials"
                        + " -- sh -c 'cd internal/controller && exec ./controller.test'");
        SampleProject.assertMissing(run, verb, resource, rule, "controller.test");
        if (verb.equals("create") && resource.equals("configmaps")) {
            assertThat(lasting(run.err())).isEqualTo(lasting(Files.readString(MISSING_VERB)));
        }
    }

    /** How often it tries again depends on the machine, and Kubernetes gets patches. */
    private static String lasting(String text) {
        return text.replaceAll("\\d+ requests", "n requests").replaceAll("v1\\.\\d+\\.\\d+", "v1");
    }

    @Test
    void a_controller_in_python_passes() throws Exception {
        assertPasses(python(SampleProject.copyOf("python", directory)));
    }

    @ParameterizedTest
    @CsvSource({"watch, teams.example.com", "patch, teams.example.com/status", "create, namespaces"})
    void a_controller_in_python_fails_without_a_verb(String verb, String resource) throws Exception {
        SampleProject project = SampleProject.copyOf("python", directory);
        String rule = project.removeVerb("deploy/rbac.yaml", verb, resource);
        SampleProject.assertMissing(python(project), verb, resource, rule, "OpenAPI-Generator");
    }

    private static Run python(SampleProject project) throws IOException, InterruptedException {
        RunProcess.require("python-with-kubernetes");
        return project.run(
                Map.of(),
                "--manifests deploy/ --as teams/team-controller --no-denials -- python-with-kubernetes -m unittest");
    }

    @Test
    void a_pipeline_in_shell_passes() throws Exception {
        assertPasses(shell(SampleProject.copyOf("shell", directory)));
    }

    @ParameterizedTest
    @CsvSource({"list, secrets, Helm", "create, services, Helm", "watch, deployments.apps, kubectl"})
    void a_pipeline_in_shell_fails_without_a_verb(String verb, String resource, String program) throws Exception {
        SampleProject project = SampleProject.copyOf("shell", directory);
        String rule = project.removeVerb("ci/rbac.yaml", verb, resource);
        SampleProject.assertMissing(shell(project), verb, resource, rule, program);
    }

    private static Run shell(SampleProject project) throws IOException, InterruptedException {
        RunProcess.require("helm", "kubectl");
        return project.run(
                Map.of(),
                "--manifests ci/rbac.yaml --simulated-workloads --as shop/ci --no-denials"
                        + " -- sh -c 'sh deploy.sh 1.0 && sh deploy.sh 1.1'");
    }
}
