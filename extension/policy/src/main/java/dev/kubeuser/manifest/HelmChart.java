// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.manifest.SourceFile.Rendering;
import dev.kubeuser.manifest.internal.Placeholders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * A Helm chart on this machine, with the values of an installation. Begin with {@link #of(String)}:
 *
 * <pre>{@code
 * HelmChart operator = HelmChart.of("deploy/operator").withNamespace("operators").withValues("values-prod.yaml");
 * }</pre>
 *
 * <p>The user's {@code helm}, version 3 or 4, renders it by {@code helm template}, for the version and the APIs of the
 * cluster and with the CustomResourceDefinitions in {@code crds/}. It reads no kubeconfig, no environment variable and
 * none of the user's Helm settings, and may take a minute. Origins name the template and the line of the rendered text,
 * as in {@code deploy/operator/templates/rbac.yaml (rendered line 41)}.
 *
 * <p>The objects are those that {@code helm install} leaves in a cluster: without tests, without hooks of upgrades,
 * rollbacks and deletions, and without hooks that run (Jobs and Pods) or are deleted when they succeed. Other hooks of
 * an installation, such as a ServiceAccount of {@code pre-install}, are applied like the rest.
 *
 * <p>Immutable and thread-safe.
 *
 * @param chart a directory with a {@code Chart.yaml}, or a {@code .tgz} file; relative paths start in the directory
 *     where the tests run, which Maven and Gradle set to that of the module
 * @param release the name of the release
 * @param namespace the namespace of the release
 * @param values files with values, the last one wins
 * @param set single values, as for {@code --set}
 * @param skipKinds kinds, such as {@code ServiceMonitor}, and API groups, whose objects are skipped if the cluster does
 *     not serve them
 * @param helm the program: a name on the {@code PATH}, or a path
 * @see <a href="https://helm.sh/docs/helm/helm_template/">helm template</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record HelmChart(
        String chart,
        String release,
        String namespace,
        List<String> values,
        List<String> set,
        Set<String> skipKinds,
        String helm) {

    private static final String HELM = "helm";
    private static final String ARCHIVE = ".tgz";
    private static final int LONGEST_RELEASE = 53;
    private static final Set<String> OF_INSTALLATION = Set.of("pre-install", "post-install");
    private static final Set<String> RUNNING = Set.of("Job", "Pod");
    private static final String SEPARATOR = "---";
    private static final String SOURCE = "# Source: ";

    /** Definitions that {@code helm install} creates before it renders, also those of the charts in a chart. */
    private static final Pattern DEFINITIONS = Pattern.compile("[^/]+/(charts/[^/]+/)*crds/.*");

    /** Copies the lists and the set. */
    public HelmChart {
        values = List.copyOf(values);
        set = List.copyOf(set);
        skipKinds = Set.copyOf(skipKinds);
    }

    /**
     * {@return a chart whose release has its name, in the namespace {@code default}, with its own values}
     *
     * @param chart a directory with a {@code Chart.yaml}, or a {@code .tgz} file
     */
    public static HelmChart of(String chart) {
        String name = String.valueOf(Path.of(chart).toAbsolutePath().normalize().getFileName());
        String release = name.endsWith(ARCHIVE) ? name.replaceFirst("(-v?\\d.*)?\\.tgz$", "") : name;
        return new HelmChart(chart, release, "default", List.of(), List.of(), Set.of(), HELM);
    }

    /**
     * {@return a copy with another name of the release}
     *
     * @param other the name: at most 53 lower-case letters, digits, hyphens and dots
     */
    public HelmChart withRelease(String other) {
        return new HelmChart(chart, other, namespace, values, set, skipKinds, helm);
    }

    /**
     * {@return a copy with another namespace of the release}
     *
     * @param other the namespace
     */
    public HelmChart withNamespace(String other) {
        return new HelmChart(chart, release, other, values, set, skipKinds, helm);
    }

    /**
     * {@return a copy with other files of values, as for {@code --values}}
     *
     * @param files the files; the last one wins
     */
    public HelmChart withValues(String... files) {
        return new HelmChart(chart, release, namespace, List.of(files), set, skipKinds, helm);
    }

    /**
     * {@return a copy with other single values, as for {@code --set}}
     *
     * @param assignments each as in {@code rbac.create=true}
     */
    public HelmChart withSet(String... assignments) {
        return new HelmChart(chart, release, namespace, values, List.of(assignments), skipKinds, helm);
    }

    /**
     * {@return a copy of which objects are skipped whose kind the cluster does not serve} What is skipped is in the
     * log. Objects of RBAC, CustomResourceDefinitions and admission cannot be skipped.
     *
     * @param names kinds, such as {@code ServiceMonitor}, and API groups, such as {@code cert-manager.io}; each has to
     *     be in the chart
     */
    public HelmChart withSkipKinds(String... names) {
        return new HelmChart(chart, release, namespace, values, set, Set.copyOf(List.of(names)), helm);
    }

    /**
     * {@return a copy that another program renders}
     *
     * @param program a name on the {@code PATH}, or a path
     */
    public HelmChart withHelm(String program) {
        return new HelmChart(chart, release, namespace, values, set, skipKinds, program);
    }

    /**
     * Renders the chart.
     *
     * @param capabilities the Kubernetes that the chart is for, to which its definitions in {@code crds/} are added
     * @return its objects
     * @throws ManifestException if the chart or a file of values is missing, if the release or the namespace cannot
     *     have its name, if there is no helm, or if it refuses the chart; the message has its own words
     */
    @API(status = API.Status.INTERNAL)
    public Manifests render(HelmCapabilities capabilities) {
        return read(Map.of(), text(capabilities));
    }

    /**
     * Renders the chart, and keeps the rendered text.
     *
     * @param capabilities the Kubernetes that the chart is for, to which its definitions in {@code crds/} are added
     * @param placeholders the text for each {@code ${NAME}} in release, namespace, single values and the rendered text;
     *     names begin with {@code kubeuser.}
     * @param directory the directory for a new file of mode 0600 with the rendered text
     * @return its objects
     * @throws ManifestException as for {@link #render(HelmCapabilities)}, or if the text cannot be written
     */
    @API(status = API.Status.INTERNAL)
    public Manifests render(HelmCapabilities capabilities, Map<String, String> placeholders, Path directory) {
        Placeholders known = new Placeholders(placeholders);
        String text = known.fillIn(filledIn(known).text(capabilities));
        try {
            Files.writeString(PrivateFiles.createFile(directory, "chart-"), text);
        } catch (IOException failure) {
            throw new ManifestException(
                    "The rendered " + this + " could not be written to " + directory + ": " + failure.getMessage(),
                    failure);
        }
        return read(placeholders, text);
    }

    private HelmChart filledIn(Placeholders known) {
        return new HelmChart(
                chart,
                known.fillIn(release),
                known.fillIn(namespace),
                values,
                set.stream().map(known::fillIn).toList(),
                skipKinds,
                helm);
    }

    /**
     * Requires what can be known before anything starts: the chart, the files of values, and names that a release and a
     * namespace can have.
     *
     * @param placeholders the text for each {@code ${NAME}} in release and namespace; names begin with
     *     {@code kubeuser.}
     * @throws ManifestException if something is missing, or a name is impossible
     */
    @API(status = API.Status.INTERNAL)
    public void check(Map<String, String> placeholders) {
        filledIn(new Placeholders(placeholders)).check();
    }

    private void check() {
        Path path = Path.of(chart);
        boolean isChart =
                chart.endsWith(ARCHIVE) ? Files.isRegularFile(path) : Files.isRegularFile(path.resolve("Chart.yaml"));
        if (!isChart) {
            throw new ManifestException(
                    "There is no chart at \"" + Printable.text(chart) + "\": a directory with a Chart.yaml or a .tgz"
                            + " file is needed; relative paths of charts start in "
                            + Path.of("").toAbsolutePath());
        }
        for (String file : values) {
            if (!Files.isRegularFile(Path.of(file))) {
                throw new ManifestException("There is no file of values \"" + Printable.text(file) + "\" for " + this
                        + "; relative paths of values start in " + Path.of("").toAbsolutePath());
            }
        }
        requireNames();
    }

    /** Helm asks for the same of a release, but a name that begins with a hyphen it would take for a flag. */
    private void requireNames() {
        if (release.length() > LONGEST_RELEASE || !DnsNames.isSubdomain(release)) {
            throw new ManifestException("The release of " + this + " cannot be named \"" + Printable.text(release)
                    + "\": up to " + LONGEST_RELEASE + " lower-case letters, digits, hyphens and dots are possible;"
                    + " name the release, as in release = \"operator\"");
        }
        if (!DnsNames.isLabel(namespace)) {
            throw new ManifestException("The namespace of " + this + " cannot be named \"" + Printable.text(namespace)
                    + "\": up to 63 lower-case letters, digits and hyphens are possible");
        }
    }

    /**
     * Has Helm render the chart. One with definitions in {@code crds/} is rendered again, for a Kubernetes that serves
     * them, which is what its templates see in an installation.
     */
    private String text(HelmCapabilities capabilities) {
        check();
        String text = run(capabilities);
        String definitions = definitions(text);
        if (definitions.isEmpty()) {
            return text;
        }
        HelmCapabilities installed;
        try {
            installed = capabilities.with(Manifests.parse("crds", definitions));
        } catch (ManifestException malformed) {
            return text; // the reader of the whole text reports what is wrong, and where
        }
        return installed.equals(capabilities) ? text : run(installed);
    }

    private String run(HelmCapabilities capabilities) {
        List<String> command = new ArrayList<>(List.of(helm, "template"));
        command.add("--kube-version=" + capabilities.kubeVersion());
        if (!capabilities.apiVersions().isEmpty()) {
            command.add("--api-versions="
                    + capabilities.apiVersions().stream().map(HelmChart::quoted).collect(Collectors.joining(",")));
        }
        command.addAll(List.of("--include-crds", "--namespace=" + namespace));
        values.forEach(file -> command.add("--values=" + quoted(absolute(file))));
        set.forEach(assignment -> command.add("--set=" + assignment));
        command.addAll(List.of("--", release, absolute(chart)));
        try {
            return new RenderingTool(HELM, command, RenderingTool.TIMEOUT).render(toString());
        } catch (RenderingTool.MissingProgram missing) {
            throw new ManifestException(
                    "The " + this + " could not be rendered, for the program \"" + helm
                            + "\" cannot be run: install Helm 3 or 4 on the PATH, or set kubeuser.helm to its path",
                    missing);
        }
    }

    /** One value of a flag that takes several, as Helm reads them: a line of comma-separated values. */
    private static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize().toString();
    }

    /** The documents that come from {@code crds/}. */
    private static String definitions(String text) {
        Rendering rendering = rendering("", text, template -> template);
        StringBuilder definitions = new StringBuilder();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (DEFINITIONS.matcher(rendering.template(number, "")).matches()) {
                definitions.append(line).append('\n');
            }
        }
        return definitions.toString();
    }

    /**
     * Reads the comments by which Helm names the template of each document.
     *
     * @param file finds the file of a template that Helm names, for example {@code operator/templates/rbac.yaml}
     */
    private static Rendering rendering(String by, String text, UnaryOperator<String> file) {
        NavigableMap<Integer, String> templates = new TreeMap<>();
        int number = 0;
        String before = "";
        for (String line : text.lines().toList()) {
            number++;
            if (before.equals(SEPARATOR) && line.startsWith(SOURCE)) {
                templates.put(number, file.apply(line.substring(SOURCE.length())));
            }
            before = line;
        }
        return new Rendering(by, templates, HelmChart::staysInstalled, new TreeMap<>(), List.of());
    }

    private Manifests read(Map<String, String> placeholders, String text) {
        return Manifests.read(new Placeholders(placeholders), List.of(file(text, chart)));
    }

    /**
     * Renders the chart.
     *
     * @param capabilities the Kubernetes that the chart is for
     * @param shown the path of the chart in origins
     */
    SourceFile render(HelmCapabilities capabilities, String shown) {
        return file(text(capabilities), shown);
    }

    private SourceFile file(String text, String shown) {
        return new SourceFile(
                shown, text, rendering("helm release " + release, text, template -> template(template, shown)));
    }

    /** The file of a template, which Helm names by the chart's name and a path in the chart. */
    private static String template(String template, String shown) {
        String file = shown.endsWith(ARCHIVE)
                ? template
                : Path.of(shown)
                        .normalize()
                        .resolve(template.substring(template.indexOf('/') + 1))
                        .toString();
        return file.replace('\\', '/');
    }

    /** Whether {@code helm install} leaves a rendered object in the cluster. */
    private static boolean staysInstalled(ManifestObject object) {
        String events = annotation(object, "helm.sh/hook");
        if (events.isEmpty()) {
            return true;
        }
        boolean isOfInstallation =
                Arrays.stream(events.split(",")).map(String::strip).anyMatch(OF_INSTALLATION::contains);
        return isOfInstallation
                && !RUNNING.contains(object.kind())
                && !annotation(object, "helm.sh/hook-delete-policy").contains("hook-succeeded");
    }

    private static String annotation(ManifestObject object, String name) {
        JsonObject metadata = Json.object(object.json(), "metadata");
        return Json.text(Json.object(metadata, "annotations"), name);
    }

    /** The chart, without its values, which may be secrets. */
    @Override
    public String toString() {
        return "chart " + Printable.text(chart);
    }
}
