// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.gradle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.shop.BuildResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real builds of two projects: three JVMs, of which each knows half of a policy at most, and one gate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GateTest {

    private ShopBuild shop;
    private BuildResult checked;
    private BuildResult again;

    @BeforeAll
    void build(@TempDir Path directory) throws IOException {
        shop = ShopBuild.in(directory);
        checked = shop.run("check", "kubeuserAggregate", "--configuration-cache");
        again = shop.run("check", "kubeuserAggregate", "--configuration-cache");
    }

    @Test
    void what_all_JVMs_prove_together_is_enough() {
        assertThat(checked.exitValue()).as(checked.output()).isZero();
        assertThat(checked.output())
                .containsPattern("kubeuser: 3 JVMs in 2 modules: 75 % of 4 permissions covered, \\d+ of \\d+ mutants"
                        + " killed, report in \\S+/shop/build/kubeuser\nkubeuser: 3 JVMs in 2 modules: 75 % of 4")
                .contains("BUILD SUCCESSFUL", "4 actionable tasks: 4 executed");
        assertThat(shop.directory().resolve("build/kubeuser/report.json"))
                .content()
                .contains("orders/deploy/rbac.yaml", "billing/deploy/rbac.yaml");
    }

    @Test
    void tests_run_again_also_where_the_configuration_is_cached() {
        assertThat(again.output())
                .contains("Reusing configuration cache.", "4 actionable tasks: 4 executed")
                .contains("kubeuser: 3 JVMs in 2 modules: 75 % of 4");
    }

    @Test
    void less_than_is_required_fails_the_build_and_says_what_is_missing(@TempDir Path other) throws IOException {
        ShopBuild strict = ShopBuild.in(other);
        strict.edit("coverage = 75", "coverage = 76");

        BuildResult check = strict.run("check", "kubeuserAggregate", "--continue");

        assertThat(check.exitValue()).as(check.output()).isNotZero();
        assertThat(check.output())
                .contains(
                        "Execution failed for task ':kubeuserCheck'.",
                        "> The tests prove less than is required of the whole build:",
                        "- 3 of 4 permissions covered, which is 75 %, and 76 % are required",
                        ".can(list(\"configmaps\").in(\"billing\")); // covers 1 permission, kills 1 mutant",
                        "billing/build/kubeuser/report.md");
    }

    /** Gradle prints where it was thrown, and has the message in its own report. */
    @Test
    void a_threshold_for_each_JVM_fails_its_task(@TempDir Path other) throws IOException {
        ShopBuild each = ShopBuild.in(other);
        each.edit("forkEvery = 1", "systemProperty \"kubeuser.require.mutation-score\", \"100\"");

        BuildResult tests = each.run(":orders:test");

        assertThat(tests.exitValue()).as(tests.output()).isNotZero();
        assertThat(tests.output()).contains("JUnit Jupiter > executionError FAILED", "RunReport.java");
        assertThat(each.directory().resolve("orders/build/test-results/test/TEST-UnknownClass.xml"))
                .content()
                .contains("The tests prove less than kubeuser.require settings require:");
    }

    @Test
    void some_tests_or_projects_are_left_alone(@TempDir Path other) throws IOException {
        ShopBuild one = ShopBuild.in(other);
        BuildResult some = one.run(":orders:test", "--tests", "*OrdersReadCase", "kubeuserCheck");
        assertThat(some.output())
                .contains("kubeuser: only some tests run (--tests), so nothing is required")
                .contains("BUILD SUCCESSFUL");

        BuildResult orders = one.run("check", "-x", ":billing:test");
        assertThat(orders.output())
                .contains("kubeuser: this build leaves out :billing:test, so nothing is required", "BUILD SUCCESSFUL");
    }

    @Test
    void golden_files_are_written_and_the_gate_leaves_that_alone(@TempDir Path other) throws IOException {
        ShopBuild golden = ShopBuild.in(other, Map.of("orders", List.of("OrdersGoldenCase")));
        BuildResult update = golden.run("check", "-Pkubeuser.golden=update");
        assertThat(update.output())
                .contains("kubeuser: kubeuser.golden=update writes golden files, so nothing is required")
                .contains("BUILD SUCCESSFUL");
        assertThat(golden.directory().resolve("orders/orders.md")).content().contains("olga", "pods");
    }
}
