package dev.kubeuser.manifest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code helm template} of a chart.
 *
 * @param chart the chart
 * @param capabilities the Kubernetes that it is rendered for
 */
record HelmTemplate(HelmChart chart, HelmCapabilities capabilities) {

    private static final String HELM = "helm";

    /** Definitions that {@code helm install} creates before it renders, also those of the charts in a chart. */
    private static final Pattern DEFINITIONS = Pattern.compile("[^/]+/(charts/[^/]+/)*crds/.*");

    /**
     * Renders the chart. A chart with definitions in {@code crds/} is rendered again, for a Kubernetes that serves them,
     * which is what its templates see in an installation.
     */
    String text() {
        String text = run();
        String definitions = definitions(text);
        if (definitions.isEmpty()) {
            return text;
        }
        HelmCapabilities installed;
        try {
            installed = capabilities.with(Manifests.parse("crds", definitions));
        } catch (ManifestException malformed) {
            return text; // who reads the whole text says what is wrong, and where
        }
        return installed.equals(capabilities) ? text : new HelmTemplate(chart, installed).run();
    }

    private String run() {
        List<String> command = new ArrayList<>(List.of(chart.helm(), "template"));
        command.add("--kube-version=" + capabilities.kubeVersion());
        if (!capabilities.apiVersions().isEmpty()) {
            command.add("--api-versions="
                    + capabilities.apiVersions().stream()
                            .map(HelmTemplate::quoted)
                            .collect(Collectors.joining(",")));
        }
        command.addAll(List.of("--include-crds", "--namespace=" + chart.namespace()));
        chart.values().forEach(file -> command.add("--values=" + quoted(absolute(file))));
        chart.set().forEach(assignment -> command.add("--set=" + assignment));
        command.addAll(List.of("--", chart.release(), absolute(chart.chart())));
        try {
            return new RenderingTool(HELM, command, RenderingTool.TIMEOUT).render(chart.toString());
        } catch (RenderingTool.MissingProgram missing) {
            throw new ManifestException(
                    "The " + chart + " could not be rendered, for the program \"" + chart.helm()
                            + "\" cannot be run: install Helm"
                            + " 3 or 4 on the PATH, or set kubeuser.helm to its path",
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
        Rendering rendering = Rendering.ofHelm(HELM, text, template -> template);
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
}
