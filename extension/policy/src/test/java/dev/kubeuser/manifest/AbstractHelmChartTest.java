// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.rbac.Origin;
import dev.kubeuser.testkit.Failures;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is rendered, by each helm. */
abstract class AbstractHelmChartTest {

    private static final String CHARTS = "src/test/resources/charts/";
    private static final HelmCapabilities VERSION = HelmCapabilities.of("v1.36.3");

    private final String helm;
    private final HelmChart operator;

    AbstractHelmChartTest(String helm) {
        this.helm = helm;
        this.operator = chart("operator").withNamespace("operators");
    }

    private HelmChart chart(String name) {
        return HelmChart.of(CHARTS + name).withHelm(helm);
    }

    private static ManifestObject object(Manifests manifests, String kind) {
        return manifests.objects().stream()
                .filter(object -> object.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Manifests manifests) {
        return manifests.objects().stream()
                .map(object -> object.kind() + " " + object.name())
                .toList();
    }

    private static String refusal(HelmChart chart) {
        return Failures.refusal(() -> chart.render(VERSION));
    }

    @Test
    void renders_what_an_installation_leaves() {
        assertThat(names(operator.render(VERSION)))
                .containsExactlyInAnyOrder(
                        "CustomResourceDefinition backups.charts.kubeuser.dev",
                        "ServiceAccount operator",
                        "ServiceAccount operator-hook-stays",
                        "ClusterRole operator",
                        "ClusterRoleBinding operator");
    }

    @Test
    void is_told_the_version_release_namespace_and_values() {
        Manifests manifests = operator.withRelease("nightly")
                .withNamespace("backup")
                .withValues(CHARTS + "without-watch.yaml")
                .withSet("clusterWide=false")
                .render(HelmCapabilities.of("v1.30.1+k3s1"));

        assertThat(object(manifests, "ServiceAccount").json().toString())
                .contains("\"nightly\"", "\"kubernetes\":\"v1.30.1");
        assertThat(object(manifests, "ClusterRole").json().toString()).contains("[\"get\",\"list\"]");
        assertThat(object(manifests, "RoleBinding").json().toString()).contains("\"namespace\":\"backup\"");
    }

    @Test
    void a_chart_that_is_a_source_is_installed_in_the_namespace_of_the_others() {
        Installation installation = new Installation("backup", chart -> chart.withHelm(helm), null);
        Manifests manifests = Manifests.load(Map.of(), List.of("helm:" + CHARTS + "operator"), installation, "");
        assertThat(object(manifests, "ClusterRoleBinding").json().toString()).contains("\"namespace\":\"backup\"");
    }

    @Test
    void templates_see_the_definitions_of_their_chart() {
        assertThat(object(operator.render(VERSION), "ServiceAccount").json().toString())
                .contains("\"backups\":\"true\"");
    }

    @Test
    void templates_see_what_the_cluster_serves() {
        HelmChart monitored = chart("monitored");
        assertThat(names(monitored.render(VERSION))).containsExactly("ServiceAccount monitored");

        HelmCapabilities serving = VERSION.with(Manifests.load("src/test/resources/manifests/monitors.yaml"));

        assertThat(serving.apiVersions())
                .containsExactly("monitoring.kubeuser.dev/v1", "monitoring.kubeuser.dev/v1/Monitor");
        Manifests manifests = monitored.render(serving);
        assertThat(names(manifests)).containsExactly("ServiceAccount monitored-scraper", "ServiceAccount monitored");
        assertThat(manifests.objects().get(1).json().toString())
                .contains("\"monitor\":\"true\"", "\"retired\":\"false\"");
    }

    @Test
    void a_malformed_definition_defines_nothing() {
        String definition = "apiextensions.k8s.io/v1 CustomResourceDefinition";
        Manifests malformed = new Policy()
                .object(definition, "odd", "spec: {group: [a], versions: 1}")
                .object(definition, "bare")
                .manifests();

        assertThat(VERSION.with(malformed)).isEqualTo(VERSION);
    }

    @Test
    @NeedsUnix
    void origins_name_the_template_and_the_rendered_line(@TempDir Path directory) throws IOException {
        Manifests manifests = operator.render(VERSION, Map.of(), directory);

        Path rendered;
        try (var files = Files.list(directory)) {
            rendered = files.findFirst().orElseThrow();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rendered)))
                .isEqualTo("rw-------");
        ManifestObject role = object(manifests, "ClusterRole");
        Origin verbs = role.origin("rules[0].verbs");
        assertThat(Files.readAllLines(rendered).get(verbs.line() - 1))
                .isEqualTo("    verbs: [\"get\",\"list\",\"watch\"]");
        assertThat(verbs.file()).isEqualTo(CHARTS + "operator/templates/rbac.yaml");
        assertThat(verbs).hasToString(CHARTS + "operator/templates/rbac.yaml (rendered line " + verbs.line() + ")");
        assertThat(role.source()).contains("rules:", "    verbs: [\"get\",\"list\",\"watch\"]");
        assertThat(object(manifests, "CustomResourceDefinition").origin().file())
                .isEqualTo(CHARTS + "operator/crds/backups.yaml");
    }

    @Test
    void two_releases_of_a_chart_are_different_objects() {
        Origin one = object(operator.render(VERSION), "ClusterRole").origin();
        Origin another = object(operator.withRelease("another").render(VERSION), "ClusterRole")
                .origin();

        assertThat(another.file()).isEqualTo(one.file());
        assertThat(another.line()).isEqualTo(one.line());
        assertThat(another).isNotEqualTo(one);
        assertThat(another.isInObjectOf(one)).isFalse();
    }

    @Test
    void renders_an_archive(@TempDir Path directory) throws Exception {
        Process packed = new ProcessBuilder(helm, "package", CHARTS + "operator", "-d", directory.toString())
                .redirectErrorStream(true)
                .start();
        packed.getInputStream().readAllBytes();
        assertThat(packed.waitFor()).isZero();

        Manifests manifests = HelmChart.of(
                        directory.resolve("operator-1.2.3.tgz").toString())
                .withHelm(helm)
                .render(VERSION);

        assertThat(object(manifests, "ClusterRole").origin().toString())
                .startsWith("operator/templates/rbac.yaml (rendered line ");
        assertThat(names(manifests)).contains("ClusterRole operator");
    }

    @Test
    void a_chart_for_another_kubernetes_is_refused() {
        assertThat(refusal(chart("newer")))
                .isEqualTo("helm could not render chart " + CHARTS + "newer (exit code 1): chart requires kubeVersion:"
                        + " >=1.99.0 which is incompatible with Kubernetes v1.36.3");
    }

    @Test
    void a_failing_chart_is_told_in_the_words_of_helm() {
        assertThat(refusal(chart("broken").withSet("refuse=true")))
                .startsWith("helm could not render chart " + CHARTS + "broken (exit code 1): execution error at")
                .endsWith("no refusal is wanted");
    }

    @Test
    void a_mistake_in_what_was_rendered_names_the_template() {
        assertThat(refusal(chart("broken")))
                .containsPattern(
                        CHARTS + "broken/templates/account.yaml \\(rendered line 1[34]\\): rules\\[0] of Role broken"
                                + " has \"resource\": did you mean \"resources\"\\?");
    }

    @Test
    void missing_parts_are_named() {
        assertThat(refusal(HelmChart.of("no/chart")))
                .isEqualTo("There is no chart at \"no/chart\": a directory with a Chart.yaml or a .tgz file is needed;"
                        + " relative paths of charts start in " + Path.of("").toAbsolutePath());
        assertThat(refusal(operator.withValues("no-values.yaml")))
                .startsWith("There is no file of values \"no-values.yaml\" for chart " + CHARTS + "operator; relative");
        assertThat(refusal(operator.withHelm("/no/helm")))
                .isEqualTo(
                        "The chart " + CHARTS + "operator could not be rendered, for the program \"/no/helm\" cannot be"
                                + " run: install Helm 3 or 4 on the PATH, or set kubeuser.helm to its path");
    }

    @Test
    @NeedsUnix
    void no_name_is_taken_for_a_flag(@TempDir Path directory) throws IOException {
        Path asFlag = Files.createSymbolicLink(
                directory.resolve("--post-renderer=x"),
                Path.of(CHARTS + "operator").toAbsolutePath());
        assertThat(refusal(HelmChart.of(asFlag.toString()).withHelm(helm)))
                .isEqualTo("The release of chart " + asFlag + " cannot be named \"--post-renderer=x\": up to 53"
                        + " lower-case letters, digits, hyphens and dots are possible; name the release, as in"
                        + " release = \"operator\"");
        for (String release : List.of("-h", "--post-renderer=x", "Operator", "a\nb", "a".repeat(54), "")) {
            assertThat(refusal(operator.withRelease(release))).contains(" cannot be named \"");
        }
        for (String namespace : List.of("-h", "a.b", "Dev", "")) {
            assertThat(refusal(operator.withNamespace(namespace))).startsWith("The namespace of chart ");
        }
        assertThat(names(operator.withSet("--post-renderer=x").render(VERSION)))
                .as("with a value that its templates do not read")
                .contains("ClusterRole operator");
        assertThat(names(HelmChart.of(asFlag.toString())
                        .withHelm(helm)
                        .withRelease("a.b")
                        .render(VERSION)))
                .contains("ClusterRole a.b");
    }

    @Test
    @NeedsUnix
    void a_file_of_values_may_have_any_name(@TempDir Path directory) throws IOException {
        for (String name : List.of("a,b.yaml", "a\"b.yaml", "\"a\",\"b\".yaml", "a b.yaml", "-h.yaml", "a=b.yaml")) {
            Path values = Files.copy(Path.of(CHARTS + "without-watch.yaml"), directory.resolve(name));
            assertThat(object(operator.withValues(values.toString()).render(VERSION), "ClusterRole")
                            .json()
                            .toString())
                    .as(name)
                    .contains("[\"get\",\"list\"]");
        }
    }

    @Test
    void bad_values_are_told_without_the_good_ones(@TempDir Path directory) throws IOException {
        Path values = Files.writeString(directory.resolve("values.yaml"), "verbs: [get\n");

        assertThat(refusal(operator.withValues(values.toString())))
                .startsWith(
                        "helm could not render chart " + CHARTS + "operator (exit code 1): failed to parse " + values);
        assertThat(refusal(operator.withSet("password=hush,oops")))
                .endsWith("failed parsing --set data: key \"oops\" has no value")
                .doesNotContain("hush");
        assertThat(operator.withSet("password=hush").toString()).doesNotContain("hush");
    }
}
