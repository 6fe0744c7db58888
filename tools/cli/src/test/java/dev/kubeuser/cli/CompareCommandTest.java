package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.version.KubernetesVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

    private static final String ORDERS = "src/test/resources/orders.yaml";

    @Test
    void alike_policies_have_no_difference() {
        Run compare = Run.of("compare", ORDERS, ORDERS);
        assertThat(compare.exitCode()).isZero();
        assertThat(compare.out()).contains("no difference");
    }

    @Test
    void what_the_later_policy_grants_more_and_less_is_told(@TempDir Path directory) throws IOException {
        Path later = Files.writeString(
                directory.resolve("orders.yaml"),
                Files.readString(Path.of(ORDERS))
                        .replace("verbs: [get, list]", "verbs: [get, delete]")
                        .replace("kind: Group\n  name: orders-team", "kind: Group\n  name: sales"));
        Run compare = Run.of("compare", ORDERS, later.toString());
        assertThat(compare.exitCode()).isEqualTo(1);
        assertThat(compare.out())
                .contains(
                        "~ Role orders/orders-team",
                        "    + {apiGroups: [\"\"], resources: [pods], verbs: [delete]} (" + later + ":7)",
                        "    - {apiGroups: [\"\"], resources: [pods], verbs: [list]} (" + ORDERS + ":7)",
                        "~ RoleBinding orders/orders-team",
                        "    + Group sales",
                        "    - Group orders-team");
    }

    @Test
    void two_revisions_are_compared(@TempDir Path directory) throws Exception {
        String orders = Files.readString(Path.of(ORDERS));
        Shop shop = Shop.in(directory).write("deploy/orders.yaml", orders).commit();
        shop.git("switch", "--quiet", "--create", "change")
                .write("deploy/orders.yaml", orders.replace("verbs: [get, list]", "verbs: [get, list, delete]"))
                .commit()
                .write("deploy/orders.yaml", "not committed");

        Run compare = shop.kubeuser("compare", "git:main..HEAD", "deploy/");
        assertThat(compare.exitCode()).as(compare.err()).isEqualTo(1);
        assertThat(compare.out()).isEqualTo("""
                        ~ Role orders/orders-team
                            + {apiGroups: [""], resources: [pods], verbs: [delete]} (deploy/orders.yaml:7)
                        """);
        assertThat(shop.kubeuser("compare", "git:change..", "deploy/").exitCode())
                .isZero();
        assertThat(shop.kubeuser("lint", "git:main:deploy/", "--who-can", "list pods -n orders")
                        .out())
                .contains("Group orders-team");
    }

    @Test
    void two_revisions_need_a_source_and_two_dots() {
        Run without = Run.of("compare", "git:main..HEAD");
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err()).contains("is two revisions: name also what to read at both");
        Run dots = Run.of("compare", "git:main...HEAD", ORDERS);
        assertThat(dots.exitCode()).isEqualTo(2);
        assertThat(dots.err()).contains("git:$(git merge-base main HEAD)..HEAD");
        Run hyphen = Run.of("compare", "git:-x..HEAD", ORDERS);
        assertThat(hyphen.exitCode()).isEqualTo(2);
        assertThat(hyphen.err()).contains("a revision cannot begin with a hyphen");
    }

    @Test
    void three_policies_or_one_version_are_wrong_usage() {
        assertThat(Run.of("compare", ORDERS).err()).contains("two policies are compared, and there is one");
        Run one = Run.of("compare", ORDERS, "--kubernetes", "1.37");
        assertThat(one.exitCode()).isEqualTo(2);
        assertThat(one.err()).contains("write --kubernetes BEFORE,AFTER");
    }

    /** To its end: both clusters start, get the policy and are asked; on one version nobody gains or loses anything. */
    @Test
    void a_policy_is_compared_on_two_clusters() throws IOException {
        String version = System.getProperty("kubeuser.kubernetes.version", newest());
        Run compare = Run.of(
                "compare",
                "src/test/resources/namespace.yaml",
                ORDERS,
                "--kubernetes",
                version + "," + version,
                "--format",
                "markdown");
        assertThat(compare.exitCode()).as(compare.err()).isZero();
        assertThat(compare.err()).contains("starting the embedded Kubernetes " + version + " and " + version);
        assertThat(compare.out())
                .startsWith("# From Kubernetes " + version + " to " + version + "\n")
                .contains("## Access\n\nNothing.\n", "## Checks\n\nNothing.\n");
    }

    /** The minor of the control plane on the class path, as the library's table has it. */
    private static String newest() throws IOException {
        Properties table = new Properties();
        try (InputStream in = CompareCommand.class.getResourceAsStream("/META-INF/kubeuser/versions.properties")) {
            table.load(in);
        }
        return KubernetesVersion.parse(table.getProperty("default"))
                .withoutPatch()
                .toString();
    }

    /** The class path of the tests has one control plane. */
    @Test
    void a_version_without_its_control_plane_could_not_be_done() {
        Run compare = Run.of("compare", ORDERS, "--kubernetes", "1.34,1.37");
        assertThat(compare.exitCode()).as(compare.err()).isEqualTo(3);
        assertThat(compare.err())
                .contains("starting the embedded Kubernetes 1.34 and 1.37", "kubeuser-control-plane-1.34")
                .doesNotContain("\tat ");
    }
}
