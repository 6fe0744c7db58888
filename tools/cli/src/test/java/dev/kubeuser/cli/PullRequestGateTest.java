// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The workflow that reviews pull requests, in a checkout of a hostile one. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its steps are for a runner with Linux")
class PullRequestGateTest {

    private static final Pattern STEP = Pattern.compile("(?m)^ +run: \\|\\n((?: {10}.*\\n)+)");

    @TempDir
    private Path directory;

    private Shop checkout;
    private Path runner;

    @BeforeEach
    void make() throws Exception {
        checkout = Shop.in(directory.resolve("policy"))
                .write(
                        "deploy/rbac/view.yaml",
                        Rbac.binding("ClusterRoleBinding view", "ClusterRole view", "User mallory"))
                .write(".github/accepted-risks.txt", "")
                .commit()
                .write(
                        "deploy/rbac/evil.yaml",
                        Rbac.binding("ClusterRoleBinding evil", "ClusterRole cluster-admin", "User mallory"));
        runner = Files.createDirectories(directory.resolve("runner"));
    }

    /** A program that leaves a trace. */
    private Path program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void a_program_in_the_checkout_does_not_run() throws Exception {
        Path ran = directory.resolve("ran");
        for (String name : List.of("kubeuser", "mvnw", "target/kubeuser-cli-0.1.0-all.jar", "bin/kubeuser")) {
            program(checkout.directory().resolve(name), "touch " + ran + "\n");
        }
        checkout.write(".mvn/jvm.config", "-javaagent:target/kubeuser-cli-0.1.0-all.jar\n");
        checkout.commit();

        Map<String, Integer> codes = run(gate());

        assertThat(codes.values()).endsWith(1);
        assertThat(codes.values().stream().filter(code -> code != 0)).hasSize(1);
        assertThat(ran).doesNotExist();
        assertThat(runner.resolve("summary")).content().contains("gains cluster-admin");
        assertThat(runner.resolve("review/access.sarif")).content().contains("evil.yaml");
        assertThat(runner.resolve("review/lint.sarif")).content().contains("evil.yaml");
    }

    @Test
    void an_option_is_a_line_of_the_sources() throws Exception {
        checkout.write("deploy/rbac/evil.yaml", Rbac.binding("RoleBinding evil", "ClusterRole edit", "User mallory"))
                .commit();
        List<String> steps = new ArrayList<>(gate());
        steps.replaceAll(step -> step.replace("$KUBEUSER_SOURCES", "deploy/rbac/\n--namespace=shop"));

        assertThat(run(steps).values()).endsWith(1);
        assertThat(runner.resolve("summary")).content().containsPattern("User mallory gains .* in shop");
    }

    @Test
    void an_archive_with_another_digest_does_not_run() throws Exception {
        checkout.commit();
        List<String> steps = new ArrayList<>(gate());
        steps.set(0, steps.get(0).replace("$KUBEUSER_SHA256", "0".repeat(64)));

        assertThat(run(steps).values()).startsWith(1);
        assertThat(runner.resolve("path")).doesNotExist();
    }

    @Test
    void the_component_of_gitlab_finds_the_same() throws Exception {
        checkout.commit();
        String component = Files.readString(Path.of("../../release/gitlab/review.yml"));
        String script = Pattern.compile("(?m)^ {4}- \\|\\n((?: {6}.*\\n)+)")
                .matcher(component)
                .results()
                .map(block -> block.group(1).replaceAll("(?m)^ {6}", ""))
                .collect(Collectors.joining());

        assertThat(run(List.of(script)).values()).containsExactly(1);
        assertThat(directory.resolve("log")).content().contains("User mallory gains cluster-admin");

        checkout.write(".github/accepted-risks.txt", "User mallory gains cluster-admin because it is a test\n");
        assertThat(run(List.of(script)).values()).containsExactly(0);
    }

    private static List<String> gate() throws IOException {
        return STEP.matcher(Files.readString(Path.of("../../.github/workflows/review.yml")))
                .results()
                .map(step -> step.group(1))
                .map(step -> step.replaceAll("(?m)^ {10}", ""))
                .toList();
    }

    /** Runs steps as a runner does, on which curl downloads an archive that starts the program of this build. */
    private Map<String, Integer> run(List<String> steps) throws Exception {
        Path archive = archive();
        Path tools = directory.resolve("tools");
        program(tools.resolve("curl"), """
            while [ "$1" != --output ]; do shift; done
            cp '%s' "$2"
            """.formatted(archive));
        program(tools.resolve("mvn"), "exit 0\n");
        String digest = Run.of(directory, List.of("sha256sum", archive.toString()))
                .out()
                .substring(0, 64);
        Map<String, Integer> codes = new LinkedHashMap<>();
        for (String step : steps) {
            Path added = runner.resolve("path");
            ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", step)
                    .directory(checkout.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile());
            String first = (Files.exists(added) ? Files.readString(added).strip() + ":" : "") + tools + ":";
            builder.environment().merge("PATH", first, (before, more) -> more + before);
            builder.environment()
                    .putAll(Map.of(
                            "RUNNER_TEMP",
                            runner.toString(),
                            "GITHUB_PATH",
                            added.toString(),
                            "GITHUB_STEP_SUMMARY",
                            runner.resolve("summary").toString(),
                            "KUBEUSER_VERSION",
                            "0.1.0",
                            "KUBEUSER_SHA256",
                            digest,
                            "KUBEUSER_URL",
                            "https://example.com",
                            "KUBEUSER_SOURCES",
                            "deploy/rbac/\n",
                            "KUBEUSER_ACCEPTED",
                            ".github/accepted-risks.txt",
                            "KUBEUSER_LINT",
                            "false",
                            "CI_MERGE_REQUEST_DIFF_BASE_SHA",
                            "HEAD^1"));
            codes.put(step, builder.start().waitFor());
        }
        return codes;
    }

    private Path archive() throws Exception {
        program(
                directory.resolve("kubeuser-0.1.0-linux-amd64/bin/kubeuser"),
                "exec '" + String.join("' '", Run.jvm(KubeUserCommand.class)) + "' \"$@\"\n");
        Run.of(directory, List.of("tar", "-czf", "archive.tar.gz", "kubeuser-0.1.0-linux-amd64"))
                .ended(0);
        return directory.resolve("archive.tar.gz");
    }
}
