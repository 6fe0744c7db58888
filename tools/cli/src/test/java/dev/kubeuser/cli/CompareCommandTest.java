// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static dev.kubeuser.cli.Run.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.KubernetesVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class CompareCommandTest {

    private static final String ORDERS = "src/test/resources/orders.yaml";

    @Test
    void what_is_compared_has_to_be_said() {
        Run compare = Run.of("compare", ORDERS, ORDERS).ended(2);
        assertThat(compare.err())
                .contains(
                        "Add --access for who gains and loses what, --roles for what two roles allow, or --kubernetes BEFORE,AFTER");
        Run json = Run.of("compare", ORDERS, "--kubernetes", "1.36,1.37", "--format", "json")
                .ended(2);
        assertThat(json.err()).contains("--format json is for --access and --roles: add one of them");
    }

    @Test
    void two_revisions_need_a_source_and_two_dots() {
        Run without = Run.of("compare", "--access", "git:main..HEAD").ended(2);
        assertThat(without.err()).contains("is two revisions: name also what to read at both");
        Run dots = Run.of("compare", "--access", "git:main...HEAD", ORDERS).ended(2);
        assertThat(dots.err()).contains("git:$(git merge-base main HEAD)..HEAD");
        Run hyphen = Run.of("compare", "--access", "git:-x..HEAD", ORDERS).ended(2);
        assertThat(hyphen.err()).contains("a revision cannot begin with a hyphen");
    }

    @Test
    void three_policies_or_one_version_are_wrong_usage() {
        assertThat(Run.of("compare", "--access", ORDERS).err()).contains("two policies are compared, and there is one");
        Run one = Run.of("compare", ORDERS, "--kubernetes", "1.37").ended(2);
        assertThat(one.err()).contains("write --kubernetes BEFORE,AFTER");
    }

    /** To its end: both clusters start, get the policy and are asked; on one version nobody gains or loses anything. */
    @Test
    void a_policy_is_compared_on_two_clusters() throws IOException {
        String version = System.getProperty("kubeuser.kubernetes.version", newest());
        Run compare = Run.of(words(
                        "compare src/test/resources/namespace.yaml %s --kubernetes %s --format markdown",
                        ORDERS, version + "," + version))
                .ended(0);
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
        assertThat(Run.of("compare", ORDERS, "--kubernetes", "1.34,1.37")
                        .ended(3)
                        .err())
                .contains("starting the embedded Kubernetes 1.34 and 1.37", "kubeuser-control-plane-1.34")
                .doesNotContain("\tat ");
    }
}
