// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.kubeuser.archive.BareMachine.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive works where nothing of Java is, wherever it is unpacked. */
class ArchiveTest {

    private static final Path SAMPLES =
            Path.of("../cli/src/test/resources").toAbsolutePath().normalize();
    private static final String RBAC = SAMPLES.resolve("run/rbac.yaml").toString();

    @TempDir
    private static Path directory;

    private static BareMachine machine;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        machine = BareMachine.in(directory);
    }

    @Test
    void there_is_no_Java_on_the_path() {
        assertThat(Path.of(BareMachine.path(), "sh")).exists();
        assertThat(Path.of(BareMachine.path(), "java")).doesNotExist();
    }

    @Test
    void it_tells_its_version_also_through_a_link() throws Exception {
        Path link = Files.createSymbolicLink(
                Files.createDirectory(directory.resolve("links")).resolve("kubeuser"), machine.program());
        assertThat(machine.run(link.toString(), "--version").out()).startsWith("kubeuser 0.1.0");
        assertThat(machine.run(
                                Map.of("PATH", directory.resolve("links") + ":" + BareMachine.path()),
                                "sh",
                                "-c",
                                "kubeuser --version")
                        .out())
                .startsWith("kubeuser 0.1.0");
    }

    @Test
    void lint_finds_a_risk() throws Exception {
        Output lint = machine.kubeuser("lint", RBAC);
        assertThat(lint.out()).contains("1 risky permission", "secrets-read");
        assertThat(lint.exit()).isEqualTo(1);
    }

    @Test
    void run_starts_the_control_plane_and_leaves_a_report() throws Exception {
        Output run = machine.kubeuser(
                "run", "--manifests", RBAC, "--as", "shop/operator", "--report", "report", "--", "env");
        assertThat(run.out())
                .contains("runs (embedded)", "KUBECONFIG=", "granted and not used: get, create, delete configmaps");
        assertThat(run.exit()).isZero();
        assertThat(directory.resolve("report/report.html")).exists();
    }

    @Test
    void test_says_which_line_does_not_hold() throws Exception {
        Output test =
                machine.kubeuser("test", SAMPLES.resolve("test/shop-wrong.yaml").toString(), "--manifests", RBAC);
        assertThat(test.out()).contains("cannot get secrets in shop", "3 lines: 2 as written, 1 not");
        assertThat(test.exit()).isEqualTo(1);
    }

    /** What README shows. */
    @Test
    void test_finds_what_is_wrong_with_a_chart() throws Exception {
        String helm = helm();
        Path charts = Path.of("../../sample-tests/charts").toAbsolutePath().normalize();
        Path setting = Path.of("src/test/resources/wrong-chart.txt");
        Output test = machine.run(
                Map.of("PATH", helm + ":" + BareMachine.path()),
                machine.program().toString(),
                "test",
                charts.resolve("access.yaml").toString(),
                "--chart",
                charts.resolve("backups").toString(),
                "--release=backups",
                "--namespace=prod",
                "--set=prune=false");
        assertThat(test.out().replace(charts.toString(), "sample-tests/charts")).endsWith(Files.readString(setting));
        assertThat(test.exit()).isEqualTo(1);
    }

    /** The folder of helm. */
    private static String helm() {
        Optional<String> folder = Arrays.stream(System.getenv("PATH").split(":", -1))
                .filter(each -> Files.isExecutable(Path.of(each, "helm")))
                .findFirst();
        require(folder.isPresent(), "helm");
        return folder.orElseThrow();
    }

    /** What is missing skips a test, unless the environment requires it. */
    private static void require(boolean isThere, String what) {
        String required = System.getenv().getOrDefault("KUBEUSER_REQUIRE", "");
        if (Arrays.asList(required.split(",", -1)).contains(what)) {
            assertThat(isThere).as(what + ", which KUBEUSER_REQUIRE requires").isTrue();
        }
        assumeTrue(isThere, what + " is missing");
    }

    @Test
    void another_version_is_downloaded_or_found_beside_it() throws Exception {
        Path archive = Path.of(System.getProperty("archive"));
        Optional<Path> built = others(archive);
        require(built.isPresent(), "control-plane-of-another-minor");
        Path jar = built.get();
        String minor = jar.getFileName().toString().replaceAll("kubeuser-control-plane-([0-9.]+)-.*", "$1");
        HttpServer server = BareMachine.serve(jar, "");
        Output downloaded;
        try {
            downloaded = run(minor, BareMachine.url(server));
        } finally {
            server.stop(0);
        }
        assertThat(downloaded.out()).contains("Kubernetes v" + minor);
        assertThat(downloaded.exit()).isZero();
        Output missing = run(minor, "http://127.0.0.1:9/none");
        assertThat(missing.out()).contains(jar.getFileName() + " cannot be downloaded", "beside kubeuser.jar");
        assertThat(missing.exit()).isEqualTo(3);
        Path beside = Files.copy(jar, machine.home().resolve("lib").resolve(jar.getFileName()));
        Output found = run(minor, "http://127.0.0.1:9/none");
        Files.delete(beside);
        assertThat(found.out()).contains("Kubernetes v" + minor);
        assertThat(found.exit()).isZero();
    }

    private static Optional<Path> others(Path archive) throws IOException {
        try (Stream<Path> files = Files.list(archive.resolveSibling("."))) {
            return files.filter(file -> file.getFileName().toString().startsWith("kubeuser-control-plane-"))
                    .findFirst();
        }
    }

    /** With a cache of its own. */
    private static Output run(String minor, String url) throws Exception {
        Path cache = Files.createTempDirectory(directory, "cache");
        return machine.run(
                Map.of(
                        "KUBEUSER_JAVA_OPTIONS",
                        "-Dkubeuser.control-plane.url=" + url + " -Dkubeuser.cache-directory=" + cache),
                machine.program().toString(),
                "run",
                "--kubernetes",
                minor,
                "--",
                "true");
    }

    /** In another directory than it was made in: the JVM maps what it would read and verify otherwise. */
    @Test
    void class_data_holds_where_it_is_unpacked() throws Exception {
        Output loaded = machine.run(
                machine.home().resolve("runtime/bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:SharedArchiveFile=" + machine.home().resolve("lib/kubeuser.jsa"),
                "--enable-native-access=ALL-UNNAMED",
                "-Xlog:class+load",
                "-cp",
                machine.home().resolve("lib/kubeuser.jar") + ":"
                        + machine.home().resolve("lib/*"),
                "dev.kubeuser.cli.KubeUserCommand",
                "lint",
                RBAC);
        List<String> ours = loaded.out()
                .lines()
                .filter(line -> line.contains(" dev.kubeuser.") && !line.contains("Lambda"))
                .toList();
        assertThat(ours).hasSizeGreaterThan(50).allMatch(line -> line.contains("source: shared objects file"));
    }

    @Test
    void licences_of_all_parts_are_in_it() {
        assertThat(List.of("LICENSE", "NOTICE", "runtime/legal/java.base/LICENSE", "runtime/legal/java.xml/LICENSE"))
                .allSatisfy(name -> assertThat(machine.home().resolve(name)).isNotEmptyFile());
    }

    @Test
    void bash_completes_commands_and_options() throws Exception {
        Path script = machine.home().resolve("share/bash-completion/completions/kubeuser");
        assertThat(bash(script, "kubeuser ''")).contains("lint", "compare", "run", "test");
        assertThat(bash(script, "kubeuser lint --ca")).contains("--can");
    }

    private static String bash(Path script, String line) throws Exception {
        return machine.run(
                        "bash",
                        "-c",
                        "source \"$0\"; complete -p kubeuser >/dev/null || exit 1; eval \"COMP_WORDS=($1)\";"
                                + " COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$1; COMP_POINT=${#1};"
                                + " _complete_kubeuser; printf '%s\\n' \"${COMPREPLY[@]}\"",
                        script.toString(),
                        line)
                .out();
    }

    @Test
    void zsh_knows_the_function() throws Exception {
        require(Files.exists(Path.of("/usr/bin/zsh")), "zsh");
        String functions = machine.home().resolve("share/zsh/site-functions").toString();
        assertThat(machine.run(
                                "/usr/bin/zsh",
                                "-f",
                                "-c",
                                "fpath=(" + functions
                                        + " $fpath); autoload -U compinit; compinit -u -d ./zcompdump; print "
                                        + "$_comps[kubeuser]; autoload -U bashcompinit; bashcompinit; source "
                                        + functions
                                        + "/_kubeuser 2>/dev/null; whence -w _complete_kubeuser")
                        .out())
                .contains("_kubeuser", "_complete_kubeuser: function");
    }
}
