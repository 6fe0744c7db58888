// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.shop.BuildResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real builds of two modules: three JVMs, of which each knows half of a policy at most, and one gate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateTest {

    private static final String PLUGIN = "dev.kubeuser:kubeuser-maven-plugin:" + ShopBuild.VERSION + ":";

    private ShopBuild shop;
    private BuildResult verified;

    @BeforeAll
    void build(@TempDir Path directory) throws IOException {
        shop = ShopBuild.in(directory);
        verified = shop.run("verify");
    }

    @Test
    void what_all_JVMs_prove_together_is_enough() {
        assertThat(verified.exitValue()).as(verified.output()).isZero();
        assertThat(verified.output())
                .contains("BUILD SUCCESS", "Tests run: 2, Failures: 0", "Tests run: 1, Failures: 0")
                .containsPattern("aggregate \\(gate\\) @ billing ---\n\\[INFO] kubeuser: 3 JVMs in 2 modules: 75 % of 4"
                        + " permissions covered, \\d+ of \\d+ mutants killed, report in \\S+/shop/target/kubeuser")
                .containsPattern("check \\(gate\\) @ billing ---\n\\[INFO] kubeuser: 3 JVMs in 2 modules: 75 % of 4");
    }

    @Test
    void the_report_of_all_has_what_the_modules_have() throws IOException {
        JsonObject all = report(shop.directory());
        for (String number : new String[] {"permissions", "mutants"}) {
            assertThat(total(all, number))
                    .as(number)
                    .isPositive()
                    .isEqualTo(total(report(shop.directory().resolve("orders")), number)
                            + total(report(shop.directory().resolve("billing")), number));
        }
        assertThat(all.getAsJsonObject("permissions").get("count").getAsInt()).isEqualTo(3);
        assertThat(all.toString()).contains("orders/deploy/rbac.yaml", "billing/deploy/rbac.yaml");
    }

    private static JsonObject report(Path module) throws IOException {
        return JsonParser.parseString(Files.readString(module.resolve("target/kubeuser/report.json")))
                .getAsJsonObject();
    }

    private static int total(JsonObject report, String number) {
        return report.getAsJsonObject(number).get("total").getAsInt();
    }

    @Test
    void less_than_is_required_fails_the_build_and_says_what_is_missing() {
        BuildResult check = shop.run(PLUGIN + "check", "-Dkubeuser.require.coverage=76");
        assertThat(check.exitValue()).as(check.output()).isNotZero();
        assertThat(check.output())
                .contains(
                        "BUILD FAILURE",
                        "no test recorded anything in this build, so this is about an earlier one",
                        "The tests prove less than is required of the whole build:",
                        "- 3 of 4 permissions covered, which is 75 %, and 76 % are required",
                        ".can(list(\"configmaps\").in(\"billing\")); // covers 1 permission, kills 1 mutant",
                        "billing/target/kubeuser/report.md");
    }

    @Test
    void a_threshold_that_is_none_fails_before_anything_is_read() {
        BuildResult check = shop.run(PLUGIN + "check", "-Dkubeuser.require.coverage=most");
        assertThat(check.exitValue()).isNotZero();
        assertThat(check.output()).contains("kubeuser.require.coverage=most: a whole number is needed");
    }

    @Test
    void a_build_of_some_modules_or_without_tests_is_left_alone() {
        BuildResult some = shop.run("verify", "-DskipTests", "-Dkubeuser.require.coverage=100");
        assertThat(some.output())
                .contains("BUILD SUCCESS", "kubeuser: tests are skipped (skipTests), so nothing is required");

        BuildResult alone = shop.runIn(shop.directory().resolve("orders"), "verify", "-DskipTests");
        assertThat(alone.output())
                .contains("BUILD SUCCESS", "kubeuser: this build has only orders of what shop builds, so nothing is");

        BuildResult orders = shop.run(PLUGIN + "check", "-pl", "orders", "-Dkubeuser.require.coverage=100");
        assertThat(orders.output())
                .contains("BUILD SUCCESS", "kubeuser: this build leaves out billing, shop, so nothing is required");
    }

    @Test
    void some_tests_alone_are_left_alone_in_their_build_and_later(@TempDir Path other) throws IOException {
        ShopBuild one = ShopBuild.in(other);
        BuildResult none = one.run("verify", "-Dtest=NoSuchCase", "-Dsurefire.failIfNoSpecifiedTests=false");
        assertThat(none.output())
                .contains("BUILD SUCCESS", "kubeuser: only some tests run (-Dtest=NoSuchCase), so nothing is required");

        BuildResult single = one.run("verify", "-Dtest=OrdersReadCase", "-Dsurefire.failIfNoSpecifiedTests=false");
        assertThat(single.output())
                .contains(
                        "Tests run: 1, Failures: 0",
                        "BUILD SUCCESS",
                        "kubeuser: only some tests run (-Dtest=OrdersReadCase), so nothing is required");

        BuildResult later = one.run(PLUGIN + "check");
        assertThat(later.output())
                .contains(
                        "BUILD SUCCESS",
                        "kubeuser: only some tests run (-Dtest=OrdersReadCase), so nothing is required");
    }

    @Test
    void golden_files_are_written_and_the_gate_leaves_that_alone(@TempDir Path other) throws IOException {
        ShopBuild golden = ShopBuild.in(other, Map.of("orders", List.of("OrdersGoldenCase")));
        BuildResult update = golden.run(PLUGIN + "golden-update");
        assertThat(update.output()).contains("BUILD SUCCESS", "the tests wrote their golden files");
        assertThat(golden.directory().resolve("orders/orders.md")).content().contains("olga", "pods");

        assertThat(golden.run(PLUGIN + "check").output())
                .contains("BUILD SUCCESS", "kubeuser.golden=update writes golden files, so nothing is required");
    }

    /** As after a full disk: what is left does not show whether the whole is enough. */
    @Test
    void evidence_that_cannot_be_read_keeps_the_gate_shut(@TempDir Path other) throws IOException {
        Path parts = other.resolve("shop/target/kubeuser/parts");
        try (Stream<Path> found = Files.list(shop.directory().resolve("billing/target/kubeuser/parts"))) {
            Path part = found.filter(file -> file.toString().endsWith(".part"))
                    .findFirst()
                    .orElseThrow();
            byte[] whole = Files.readAllBytes(part);
            Files.createDirectories(parts);
            Files.write(parts.resolve("1-1_cut.part"), Arrays.copyOf(whole, whole.length / 2));
        }
        BuildResult check =
                shop.run("-N", PLUGIN + "check", "-Dkubeuser.report=" + other.resolve("shop/target/kubeuser"));
        assertThat(check.exitValue()).isNotZero();
        assertThat(check.output()).contains("what another JVM of the build recorded", "1-1_cut.part cannot be read");
    }
}
