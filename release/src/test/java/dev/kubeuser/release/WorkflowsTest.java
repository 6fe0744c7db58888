// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

        /** The commands of the steps, and those of each script of this repository that they name, without comments. */
        String commands() {
            StringBuilder all = new StringBuilder();
            Map<Path, String> scripts = new LinkedHashMap<>();
            List<String> texts = new ArrayList<>(
                    steps.stream().map(step -> text(step, "run")).toList());
            Path folder = ROOT.resolve("release");
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.get(i).replaceAll("(?m)(^|\\s)#.*$", "");
                all.append(text).append('\n');
                for (MatchResult named : SCRIPT.matcher(text).results().toList()) {
                    Path script =
                            named.group(1) != null ? ROOT.resolve(named.group(1)) : folder.resolve(named.group(2));
                    if (Files.isExecutable(script) && Files.isRegularFile(script) && !scripts.containsKey(script)) {
                        scripts.put(script, read(script));
                        texts.add(scripts.get(script));
                    }
                }
            }
            return all.toString();
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

    @ParameterizedTest
    @MethodSource("workflows")
    void an_action_is_pinned_by_commit(Path workflow) throws IOException {
        List<String> uses =
                read(workflow).lines().filter(line -> line.contains("uses:")).toList();
        assertThat(uses).allMatch(line -> PINNED.matcher(line).matches());
        assertThat(jobs().stream()
                        .filter(job -> job.name.startsWith(workflow.getFileName() + ":"))
                        .flatMap(job -> Stream.concat(Stream.of(job.content), job.steps.stream()))
                        .filter(step -> step.containsKey("uses")))
                .as("as many as YAML finds")
                .hasSameSizeAs(uses);
    }

    @Test
    void an_action_has_one_version() throws IOException {
        Map<String, List<String>> versions = workflows().stream()
                .flatMap(workflow -> read(workflow).lines())
                .map(PINNED::matcher)
                .filter(line -> line.matches())
                .collect(Collectors.groupingBy(
                        line -> line.group(2), Collectors.mapping(line -> line.group(3), Collectors.toList())));
        assertThat(versions)
                .isNotEmpty()
                .allSatisfy((action, pins) ->
                        assertThat(pins.stream().distinct()).as(action).hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void a_workflow_may_read_only(Path workflow) {
        assertThat(yaml(workflow)).containsEntry("permissions", Map.of("contents", "read"));
        assertThat(read(workflow))
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

    @ParameterizedTest
    @MethodSource("workflows")
    void a_secret_reaches_one_step_only(Path workflow) throws IOException {
        long inSteps = jobs().stream()
                .filter(job -> job.name.startsWith(workflow.getFileName() + ":"))
                .flatMap(job -> job.steps.stream())
                .flatMap(step -> map(step, "env").values().stream())
                .mapToLong(value -> count(SECRET, value.toString()))
                .sum();
        assertThat(count(SECRET, yaml(workflow).toString())).isEqualTo(inSteps);
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
                .flatMap(script -> read(script).lines())
                .filter(line -> line.matches(".*\\bpip3?\"? +install\\b.*"))
                .toList();
        assertThat(installs).hasSize(2).allMatch(line -> line.contains(" --require-hashes "));
        for (String file : List.of(".ci/requirements.txt", "docs/requirements.txt")) {
            List<String> requirements = read(ROOT.resolve(file))
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
                        WITHOUT_CHECKSUM_DATABASE.matcher(read(script)).find());
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

    private static long count(Pattern pattern, String text) {
        return pattern.matcher(text).results().count();
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
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(read(workflow)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
