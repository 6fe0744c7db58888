// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Nobody who gets code into a build of this project gets a right, a secret or a key of it. */
class WorkflowsTest {

    private static final Path ROOT = Command.ROOT;

    /** As Dependabot writes it. */
    private static final Pattern PINNED =
            Pattern.compile("\\s*(- )?uses: ([\\w.-]+(?:/[\\w.-]+)+)@([0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+)");

    /** Of GitHub, and about files alone. */
    private static final Pattern OF_ARTIFACTS =
            Pattern.compile("actions/(checkout|(down|up)load-artifact|attest-build-provenance)@.*");

    /** The context {@code github} as a whole holds the token, too. */
    private static final Pattern SECRET = Pattern.compile(
            "\\bsecrets\\b|\\bgithub\\s*\\.\\s*token\\b|\\bgithub\\s*\\[|(?i:tojson)\\s*\\(\\s*github\\b");

    /** Programs that run code of others, where a shell expects a command. */
    private static final Pattern CODE_OF_OTHERS = Pattern.compile(
            "(?m)(?:^|[;&|({!`]|\\b(?:then|do|else|exec|sudo|env|if|while|xargs)\\b)\\s*(?:\\w+=\\S*\\s+)*[\"']?(?:[\\w./$-]*/)?"
                    + "(mvnw?|gradlew?|npm|npx|node|pip3?|pipx|python3?|mike|mkdocs|go|make|java|jshell|docker|apt|apt-get"
                    + "|bash|sh|source|eval|perl|ruby|run|build|stage)(?=[\\s\"';)]|$)");

    private static final Pattern SCRIPT =
            Pattern.compile("(?<![\\w/.-])((?:\\.ci|\\.github|release|docs|control-plane)/[\\w./-]+)|\\$here/(\\w+)");

    private static final Pattern WITHOUT_CHECKSUM_DATABASE =
            Pattern.compile("GONOSUMDB|GONOSUMCHECK|GOSUMDB|GOPRIVATE|GOINSECURE|-insecure");

    /** A job of a workflow. {@code steps} are those of the job, in order. */
    private record Job(String name, Map<String, Object> content, List<Map<String, Object>> steps) {

        boolean hasRights() {
            Object permissions = content.getOrDefault("permissions", Map.of());
            boolean reads = permissions instanceof Map<?, ?> map
                    && map.values().stream().allMatch(value -> value.equals("read") || value.equals("none"));
            return !reads
                    || content.containsKey("environment")
                    || SECRET.matcher(content.toString()).find();
        }

        String commands() {
            String own = steps.stream().map(step -> text(step, "run")).collect(Collectors.joining("\n"));
            return withScripts(own, new HashSet<>());
        }

        /** Commands and those of each script of this repository that they name, without comments. */
        private static String withScripts(String text, Set<Path> seen) {
            String commands = text.replaceAll("(?m)(^|\\s)#.*$", "") + "\n";
            return SCRIPT.matcher(commands)
                    .results()
                    .map(named -> named.group(1) != null ? named.group(1) : "release/" + named.group(2))
                    .map(ROOT::resolve)
                    .filter(script -> Files.isExecutable(script) && Files.isRegularFile(script) && seen.add(script))
                    .map(script -> withScripts(Command.read(script), seen))
                    .collect(Collectors.joining("", commands, ""));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(".github/workflows"))) {
            return files.sorted().toList();
        }
    }

    static List<Job> jobs() throws IOException {
        List<Job> jobs = new ArrayList<>();
        for (Path workflow : workflows()) {
            map(yaml(workflow), "jobs").forEach((name, job) -> {
                List<?> steps = (List<?>) map(job).getOrDefault("steps", List.of());
                jobs.add(new Job(
                        workflow.getFileName() + ": " + name,
                        map(job),
                        steps.stream().map(WorkflowsTest::map).toList()));
            });
        }
        return jobs;
    }

    static Stream<Job> jobsWithRights() throws IOException {
        return jobs().stream().filter(Job::hasRights);
    }

    @Test
    void an_action_is_pinned_by_commit_and_has_one_version() throws IOException {
        List<String> uses = workflows().stream()
                .flatMap(workflow -> Command.read(workflow).lines())
                .filter(line -> line.contains("uses:"))
                .toList();
        assertThat(uses).isNotEmpty().allMatch(line -> PINNED.matcher(line).matches());
        assertThat(jobs().stream()
                        .flatMap(job -> Stream.concat(Stream.of(job.content), job.steps.stream()))
                        .filter(step -> step.containsKey("uses")))
                .as("as many as YAML finds")
                .hasSameSizeAs(uses);
        assertThat(uses.stream()
                        .map(line -> PINNED.matcher(line).replaceAll("$2 $3"))
                        .distinct()
                        .map(pin -> pin.replaceAll(" .*", "")))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void a_workflow_may_read_only(Path workflow) {
        assertThat(yaml(workflow)).containsEntry("permissions", Map.of("contents", "read"));
        assertThat(Command.read(workflow))
                .as("triggers that give a fork's code the rights of this repository")
                .doesNotContain("pull_request_target", "workflow_run");
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void a_checkout_leaves_no_token(Job job) {
        assertThat(job.steps)
                .filteredOn(step -> text(step, "uses").startsWith("actions/checkout@"))
                .allSatisfy(step -> assertThat(map(step, "with")).containsEntry("persist-credentials", false));
    }

    @ParameterizedTest
    @MethodSource("jobsWithRights")
    void a_job_with_rights_runs_no_code_of_others(Job job) {
        assertThat(CODE_OF_OTHERS.matcher(job.commands()).results().map(MatchResult::group))
                .isEmpty();
        assertThat(job.steps)
                .filteredOn(step -> step.containsKey("uses"))
                .extracting(step -> text(step, "uses"))
                .allMatch(action -> OF_ARTIFACTS.matcher(action).matches());
        assertThat(job.content).doesNotContainKeys("container", "services", "uses");
    }

    @Test
    void the_jobs_with_rights_are_known() throws IOException {
        assertThat(jobsWithRights())
                .extracting(Job::name)
                .containsExactly(
                        "release.yml: sign",
                        "release.yml: attest",
                        "release.yml: publish",
                        "release.yml: push-site",
                        "versions.yml: propose");
    }

    @Test
    void a_secret_reaches_one_step_only() throws IOException {
        long inSteps = jobs().stream()
                .flatMap(job -> job.steps.stream())
                .flatMap(step -> map(step, "env").values().stream())
                .mapToLong(value -> count(value.toString()))
                .sum();
        assertThat(workflows().stream()
                        .mapToLong(workflow -> count(yaml(workflow).toString()))
                        .sum())
                .isEqualTo(inSteps);
    }

    @Test
    void the_signing_key_reaches_the_step_that_signs() throws IOException {
        assertThat(jobs())
                .flatExtracting(Job::steps)
                .filteredOn(step -> step.toString().contains("secrets.SIGNING_"))
                .singleElement()
                .satisfies(step -> assertThat(text(step, "run")).contains("release/sign "));
    }

    /** What other workflows left in a cache is code of others. */
    @Test
    void a_release_is_built_without_caches() throws IOException {
        assertThat(jobs())
                .filteredOn(job -> job.name.startsWith("release.yml:"))
                .flatExtracting(Job::steps)
                .filteredOn(step -> step.containsKey("uses"))
                .allSatisfy(step -> {
                    Map<String, Object> with = map(step, "with");
                    String action = text(step, "uses");
                    assertThat(with.getOrDefault("cache", false)).as(action).isEqualTo(false);
                    if (action.startsWith("actions/setup-go@")) {
                        assertThat(with).containsEntry("cache", false);
                    }
                    if (action.startsWith("gradle/")) {
                        assertThat(with).containsEntry("cache-disabled", true);
                    }
                });
    }

    @Test
    void each_package_of_Python_has_a_hash() throws IOException {
        List<String> installs = scripts()
                .flatMap(script -> Command.read(script).lines())
                .filter(line -> line.matches(".*\\bpip3?\"? +install\\b.*"))
                .toList();
        assertThat(installs).hasSize(2).allMatch(line -> line.contains(" --require-hashes "));
        for (String file : List.of(".ci/requirements.txt", "docs/requirements.txt")) {
            List<String> requirements = Command.read(ROOT.resolve(file))
                    .replaceAll("(?m)^ *#.*\n?", "")
                    .replace("\\\n", "")
                    .lines()
                    .toList();
            assertThat(requirements)
                    .as(file)
                    .isNotEmpty()
                    .allMatch(line -> line.matches("[A-Za-z0-9._-]+==\\S+( +--hash=sha256:[0-9a-f]{64})+\\s*"));
        }
    }

    /** Go verifies what it downloads against its checksum database, if nobody turns that off. */
    @Test
    void each_module_of_Go_is_verified() throws IOException {
        assertThat(scripts())
                .hasSizeGreaterThan(10)
                .noneMatch(script ->
                        WITHOUT_CHECKSUM_DATABASE.matcher(Command.read(script)).find());
    }

    /** What workflows run, and what that runs: workflows, scripts and the build of the control plane. */
    private static Stream<Path> scripts() throws IOException {
        List<Path> scripts = new ArrayList<>();
        for (String folder : List.of(".github/workflows", ".ci", "docs", "release", "control-plane/tools")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().contains("/target/"))
                        .filter(file -> file.toString().matches(".*\\.(yml|java|go)")
                                || !file.getFileName().toString().contains("."))
                        .filter(file -> !file.endsWith("WorkflowsTest.java"))
                        .forEach(scripts::add);
            }
        }
        return scripts.stream();
    }

    private static long count(String text) {
        return SECRET.matcher(text).results().count();
    }

    private static String text(Map<String, Object> step, String key) {
        return step.getOrDefault(key, "").toString();
    }

    private static Map<String, Object> map(Map<String, Object> parent, String key) {
        return map(parent.getOrDefault(key, Map.of()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static Map<String, Object> yaml(Path workflow) {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Command.read(workflow)));
    }
}
