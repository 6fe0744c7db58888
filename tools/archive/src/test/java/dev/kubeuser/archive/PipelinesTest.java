// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kubeuser.archive.BareMachine.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Runs the scripts of the action for GitHub and of the component for GitLab, on a machine without Java. */
class PipelinesTest {

    private static final Path ACTION = Path.of("../../.github/actions/kubeuser/action.yml");
    private static final Path COMPONENT = Path.of("../../release/gitlab/kubeuser.yml");
    private static final Path SAMPLES =
            Path.of("../cli/src/test/resources").toAbsolutePath().normalize();
    private static final Path ARCHIVE = Path.of(System.getProperty("archive"));

    @TempDir
    private Path directory;

    private HttpServer server;
    private BareMachine machine;

    @BeforeEach
    void serve() throws IOException {
        machine = BareMachine.empty(directory);
        server = BareMachine.serve(ARCHIVE, "/v" + version());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String version() {
        return System.getProperty("version");
    }

    private static String sha256() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(ARCHIVE)));
    }

    private Map<String, String> inputs(String table) throws Exception {
        return new HashMap<>(Map.of(
                "version",
                version(),
                "sha256",
                sha256(),
                "url",
                BareMachine.url(server),
                "command",
                "test",
                "arguments",
                SAMPLES.resolve(table) + "\n--manifests\n" + SAMPLES.resolve("run/rbac.yaml") + "\n",
                "report",
                "out of $(date)/kubeuser"));
    }

    @Test
    void the_action_tests_and_puts_the_report_on_the_page() throws Exception {
        List<Output> steps = action(inputs("test/shop-wrong.yaml"));
        assertThat(steps).extracting(Output::exit).as(steps.toString()).containsExactly(0, 1, 0);
        assertThat(steps.get(1).out()).contains("cannot get secrets in shop");
        assertThat(directory.resolve("page.md")).content().contains("permissions covered");
        assertThat(directory.resolve("out of $(date)/kubeuser/report.sarif")).isNotEmptyFile();
    }

    @Test
    void the_action_refuses_an_archive_with_another_digest() throws Exception {
        Map<String, String> inputs = inputs("test/shop-short.yaml");
        inputs.put("sha256", "0".repeat(64));
        Output install = action(inputs).get(0);
        assertThat(install.exit()).isNotZero();
        assertThat(install.out()).contains("FAILED");
        assertThat(directory.resolve("path")).doesNotExist();
    }

    @Test
    void an_input_is_no_part_of_a_script() throws Exception {
        assertThat(steps().stream().map(step -> at(step, "run").toString())).noneMatch(run -> run.contains("${{"));
        assertThat(script()).noneMatch(part -> part.contains("$[["));
        Map<String, String> inputs = inputs("test/shop-short.yaml");
        inputs.put("arguments", "$(touch planted)\n`touch planted`\n\"; touch planted; \"");
        inputs.put("version", "$(touch planted)");
        action(inputs);
        component(inputs);
        assertThat(directory.resolve("planted")).doesNotExist();
    }

    @Test
    void the_component_runs_a_command_and_leaves_the_report() throws Exception {
        Map<String, String> inputs = inputs("test/shop-short.yaml");
        inputs.put("command", "run");
        inputs.put("arguments", "--manifests\n" + SAMPLES.resolve("run/rbac.yaml") + "\n--as\nshop/operator\n--\nenv");
        Output job = component(inputs);
        assertThat(job.out()).contains("KUBECONFIG=", "granted and not used: get");
        assertThat(job.exit()).isZero();
        assertThat(directory.resolve("out of $(date)/kubeuser/report.html")).isNotEmptyFile();
    }

    /** As GitHub does: a shell for each step, with the path that the steps before asked for. */
    private List<Output> action(Map<String, String> inputs) throws Exception {
        List<Output> outputs = new ArrayList<>();
        for (Object step : steps()) {
            Path path = directory.resolve("path");
            Map<String, String> environment = new HashMap<>(Map.of(
                    "GITHUB_PATH", path.toString(),
                    "GITHUB_STEP_SUMMARY", directory.resolve("page.md").toString(),
                    "RUNNER_TEMP", directory.toString()));
            if (Files.exists(path)) {
                environment.put("PATH", Files.readString(path).strip() + ":" + BareMachine.path());
            }
            ((Map<?, ?>) at(step, "env"))
                    .forEach((name, value) ->
                            environment.put(name.toString(), filled(value, "${{ inputs.", " }}", inputs)));
            outputs.add(machine.run(
                    environment,
                    "bash",
                    "--noprofile",
                    "--norc",
                    "-eo",
                    "pipefail",
                    "-c",
                    at(step, "run").toString()));
        }
        return outputs;
    }

    /** As GitLab's runner does where an image has no bash: one shell for all parts. */
    private Output component(Map<String, String> inputs) throws Exception {
        Map<String, String> environment = new HashMap<>();
        ((Map<?, ?>) at(job(), "variables"))
                .forEach((name, variable) ->
                        environment.put(name.toString(), filled(at(variable, "value"), "$[[ inputs.", " ]]", inputs)));
        return machine.run(environment, "sh", "-ec", String.join("\n", script()));
    }

    private static String filled(Object value, String before, String after, Map<String, String> inputs) {
        String filled = value.toString();
        for (Map.Entry<String, String> input : inputs.entrySet()) {
            filled = filled.replace(before + input.getKey() + after, input.getValue());
        }
        return filled;
    }

    private static List<?> steps() throws IOException {
        return (List<?>) at(at(documents(ACTION).get(0), "runs"), "steps");
    }

    private static Object job() throws IOException {
        return at(documents(COMPONENT).get(1), "kubeuser");
    }

    private static List<String> script() throws IOException {
        return ((List<?>) at(job(), "script")).stream().map(Object::toString).toList();
    }

    private static Object at(Object map, String key) {
        return Objects.requireNonNull(((Map<?, ?>) map).get(key), key);
    }

    private static List<Object> documents(Path file) throws IOException {
        List<Object> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(Files.readString(file))
                .forEach(documents::add);
        return documents;
    }
}
