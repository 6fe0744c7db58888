// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jobs of a pipeline share the tests: each has a checkout of its own, at a path of its own, and hands what its
 * tests recorded to a job that merges, in an archive.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShardsTest {

    private static final String POLICY = "deploy/rbac.yaml";
    private static final Path REPORT = Path.of("target/kubeuser");

    @TempDir
    private static Path machines;

    private Path merger;

    /** The tests of a shard: they need one permission of two. */
    static final class Shard {

        private Shard() {}

        public static void main(String[] verbs) {
            try (KubeSession session = KubeSession.builder()
                    .cluster(ClusterKind.EMBEDDED)
                    .report(REPORT)
                    .start()) {
                session.apply(POLICY);
                KubeAccess olga = session.user("olga", "orders-team");
                for (String verb : verbs) {
                    AccessQuery query = verb.equals("get") ? AccessQuery.get("pods") : AccessQuery.list("pods");
                    session.test(verb, () -> assertThat(olga).can(query.in("orders")));
                }
            }
        }
    }

    @BeforeAll
    void record() throws Exception {
        Shop.in(machines.resolve("origin"))
                .write(
                        "orders/" + POLICY,
                        Files.readString(Path.of("src/test/resources/namespace.yaml")) + "---\n"
                                + Files.readString(Path.of("src/test/resources/orders.yaml")))
                .commit();
        Process first = start(clone("m1/app"), "get");
        Process second = start(clone("m2/another/app"), "list", "-Dkubeuser.shard=2");
        Path later = clone("m4/later");
        Path policy = later.resolve("orders").resolve(POLICY);
        new Shop(later)
                .write("orders/" + POLICY, Files.readString(policy).replace("pods", "pods, services"))
                .commit();
        Process third = start(later, "list", "-Dtest=ListsTest");
        for (Process shard : List.of(first, second, third)) {
            assertThat(shard.waitFor()).isZero();
        }

        merger = clone("m3/merge");
        handOver("m1/app", "shard-1");
        handOver("m2/another/app", "shard-2");
        handOver("m4/later", "later");
    }

    private static Path clone(String where) throws IOException, InterruptedException {
        Run.of(machines, List.of("git", "clone", "-q", "origin", where)).ended(0);
        return machines.resolve(where);
    }

    private static Process start(Path checkout, String verb, String... options) throws IOException {
        List<String> command = new ArrayList<>(Run.jvm(Shard.class, options));
        command.add(verb);
        return new ProcessBuilder(command)
                .directory(checkout.resolve("orders").toFile())
                .inheritIO()
                .start();
    }

    /** Unpacks what a shard recorded in the checkout that merges. The shard's own checkout is gone then. */
    private void handOver(String shard, String name) throws IOException, InterruptedException {
        String archive = machines.resolve(name + ".tar").toString();
        Run.of(machines.resolve(shard), List.of("tar", "-cf", archive, "orders/target/kubeuser"))
                .ended(0);
        Path unpacked = Files.createDirectories(merger.resolve(name));
        Run.of(unpacked, List.of("tar", "-xf", archive)).ended(0);
        Files.move(machines.resolve(shard), machines.resolve("gone-" + name));
    }

    /** Runs the command line where files of a report do not matter. */
    private Run kubeuser(String command, String... records) {
        return Run.of(command + " %s".repeat(records.length), (Object[])
                Stream.of(records).map(this::directory).toArray(String[]::new));
    }

    private String directory(String record) {
        return merger.resolve(record(record)).toString();
    }

    private static String record(String name) {
        return name + "/orders/target/kubeuser";
    }

    @Test
    void the_same_policy_in_two_checkouts_is_one_policy() {
        Run check = kubeuser("check --complete --coverage 100", "shard-1", "shard-2")
                .ended(0);
        assertThat(check.out()).startsWith("2 JVMs: 100 % of 2 permissions covered");
    }

    @Test
    void the_recipe_of_the_docs_merges_them() throws IOException, InterruptedException {
        String page = Files.readString(Path.of("../../docs/ci.md"));
        int begin = page.indexOf("```\n", page.indexOf("## Shards")) + 4;
        String recipe = page.substring(begin, page.indexOf("```", begin)).replace("shard-*/", "shard-*/orders/");
        Path java = Files.createDirectories(machines.resolve("bin")).resolve("java");
        Files.writeString(
                java, "#!/bin/sh\nshift 2\nexec '" + String.join("' '", Run.jvm(KubeUserCommand.class)) + "' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));

        Run merging = Run.of(merger, List.of("sh", "-ec", "PATH=" + java.getParent() + ":$PATH\n" + recipe))
                .ended(0);
        assertThat(merging.out().lines())
                .filteredOn(line -> line.startsWith("2 JVMs: 100 % of 2 permissions covered"))
                .hasSize(2);
        assertThat(merger.resolve("target/kubeuser/report.html")).exists();
    }

    @Test
    void files_of_a_report_are_those_of_the_checkout_where_it_is_written() throws Exception {
        new Shop(merger).kubeuser("report %s -o one", record("shard-1")).ended(0);
        Path one = merger.resolve("one");
        assertThat(Files.readString(one.resolve("report.sarif")))
                .contains("\"uri\":\"orders/deploy/rbac.yaml\",\"uriBaseId\":\"%SRCROOT%\"")
                .doesNotContain("file:", machines.toString());
        assertThat(Files.readString(one.resolve("report.md")))
                .contains("orders/deploy/rbac.yaml:")
                .doesNotContain("../", "m1/app");
        assertThat(Files.readString(one.resolve("report.html"))).doesNotContain("m1/app");
        new Shop(merger).git("apply", "--check", "one/narrowed-policy.diff");
        assertThat(Files.readString(one.resolve("narrowed-policy.diff")))
                .contains("--- a/orders/deploy/rbac.yaml", "-  verbs: [get, list]", "+  verbs: [get]");
    }

    @Test
    void a_record_does_not_name_the_machine() throws IOException {
        try (Stream<Path> parts = Files.list(Path.of(directory("shard-1"), "parts"))) {
            Path part = parts.filter(file -> file.toString().endsWith(".part"))
                    .findFirst()
                    .orElseThrow();
            try (InputStream record = new GZIPInputStream(Files.newInputStream(part))) {
                assertThat(new String(record.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("\"module\":\"orders\",\"file\":\"deploy/rbac.yaml\"")
                        .doesNotContain(machines.toString());
            }
        }
    }

    @Test
    void policies_that_differ_are_not_merged() {
        for (String command : List.of("check --complete --coverage 1", "report -o " + machines.resolve("different"))) {
            assertThat(kubeuser(command, "shard-1", "later")
                            .ended(3)
                            .err()
                            .strip()
                            .lines())
                    .singleElement()
                    .asString()
                    .contains(
                            "the tests of orders ran on commit ",
                            "the roles and bindings of ",
                            "orders/deploy/rbac.yaml are not the same in " + directory("shard-1") + " and "
                                    + directory("later") + ": merge what tests of one policy recorded");
        }
        assertThat(machines.resolve("different")).doesNotExist();
    }

    @Test
    void a_shard_is_not_the_whole_unless_the_merger_says_so() {
        assertThat(kubeuser("check --coverage 1", "later").ended(1).err())
                .contains("The tests prove less than is required of the whole build:", directory("later"))
                .contains(".part is partial (only some tests run (-Dtest=ListsTest)): give --complete if all that is"
                        + " merged here has all tests together, or add the rest");

        assertThat(kubeuser("check --coverage 100", "shard-1", "shard-2")
                        .ended(1)
                        .err())
                .contains(directory("shard-2"), "only a shard of the tests runs (kubeuser.shard=2)")
                .doesNotContain(directory("shard-1"));

        Run tooLittle = kubeuser("check --complete --coverage 51", "shard-2").ended(1);
        assertThat(tooLittle.err()).contains("- 1 of 2 permissions covered").doesNotContain("partial");
    }

    @Test
    void a_report_of_a_shard_does_not_meet_what_is_required_of_the_whole() {
        String command = "report --coverage 1 --format markdown -o " + machines.resolve("shard");
        Run alone = kubeuser(command, "shard-2").ended(0);
        assertThat(alone.err()).contains(".part is partial (").contains("give --complete");
        assertThat(alone.out()).contains("not met");

        Run whole = kubeuser(command + " --complete", "shard-2");
        assertThat(whole.err()).isEmpty();
        assertThat(whole.out()).doesNotContain("not met");
    }
}
