// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.Manifests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a deployer does, by the program that it does it with. The program has a home of its own, so it neither reads nor
 * writes the kubeconfig, plugins, repositories and caches of who asks.
 *
 * @param program Helm or kubectl
 * @param home the directory for all that the program writes
 * @param namespace the namespace that it deploys to
 * @param commands the arguments of each step, by its name, in order
 * @param chart the chart; {@code null} if manifests are applied
 * @param objects the manifests; {@code null} if a chart is installed
 */
record DeployerSteps(
        String program,
        Path home,
        String namespace,
        Map<String, List<String>> commands,
        @Nullable HelmChart chart,
        @Nullable Manifests objects) {

    private static final String OF_CHART = "helm:";
    private static final int PATIENCE_MINUTES = 3;

    /** Variables that lead programs to files of who asks. */
    private static final List<String> OF_OTHERS = List.of("HELM_", "KUBE", "XDG_");

    static boolean isChart(String source) {
        Path path = Path.of(path(source));
        return source.startsWith(OF_CHART)
                || source.endsWith(".tgz")
                || Files.isRegularFile(path.resolve("Chart.yaml"));
    }

    static String path(String chart) {
        return chart.startsWith(OF_CHART) ? chart.substring(OF_CHART.length()) : chart;
    }

    static DeployerSteps byHelm(
            String helm, Path home, HelmChart chart, @Nullable HelmChart from, ChartOptions options) {
        HelmChart old = from == null ? chart : from.withRelease(chart.release());
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("install", helm("install", old));
        commands.put("upgrade", helm("upgrade", chart));
        commands.put("roll back", List.of("rollback", "--namespace", options.namespace, "--", chart.release(), "1"));
        commands.put("uninstall", List.of("uninstall", "--namespace", options.namespace, "--", chart.release()));
        return new DeployerSteps(helm, home, options.namespace, commands, chart, null);
    }

    private static List<String> helm(String verb, HelmChart chart) {
        List<String> words = new ArrayList<>(List.of(verb, "--namespace", chart.namespace(), "--timeout", "60s"));
        chart.values().forEach(file -> words.addAll(List.of("--values", absolute(file))));
        chart.set().forEach(assignment -> words.addAll(List.of("--set", assignment)));
        words.addAll(List.of("--", chart.release(), absolute(chart.chart())));
        return words;
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize().toString();
    }

    static DeployerSteps byApply(Path home, Manifests objects, @Nullable Manifests from, String namespace)
            throws IOException {
        String old = file(home, "from-", from == null ? objects : from);
        String now = file(home, "source-", objects);
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("apply", apply(old, namespace));
        commands.put("apply again", apply(now, namespace));
        commands.put("delete", List.of("delete", "--namespace", namespace, "--filename", now));
        return new DeployerSteps("kubectl", home, namespace, commands, null, objects);
    }

    private static List<String> apply(String file, String namespace) {
        return List.of("apply", "--server-side", "--namespace", namespace, "--filename", file);
    }

    private static String file(Path home, String name, Manifests objects) throws IOException {
        JsonArray items = new JsonArray();
        objects.objects().forEach(object -> items.add(object.json()));
        JsonObject list = new JsonObject();
        list.addProperty("apiVersion", "v1");
        list.addProperty("kind", "List");
        list.add("items", items);
        Path file = PrivateFiles.createDirectory(home, name).resolve("objects.json");
        return PrivateFiles.write(file, list.toString()).toString();
    }

    /** {@return the program's own words for its version} */
    String version() throws IOException {
        List<String> words = program.equals("kubectl") ? List.of("version", "--client") : List.of("version", "--short");
        return run(words, null).output().lines().findFirst().orElse("");
    }

    /**
     * How a step ended.
     *
     * @param isPassed whether the exit code is 0
     * @param output what the program wrote
     */
    record Ended(boolean isPassed, String output) {

        /** {@return the last line with a reason} */
        String reason() {
            return output.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce((one, other) -> line(one) ? one : other)
                    .orElse("it wrote nothing");
        }

        private static boolean line(String output) {
            return output.startsWith("Error");
        }
    }

    Ended run(String step, Path kubeconfig) throws IOException {
        return run(commands.getOrDefault(step, List.of()), kubeconfig);
    }

    private Ended run(List<String> arguments, @Nullable Path kubeconfig) throws IOException {
        HostSystem system = HostSystem.current();
        List<String> words = new ArrayList<>(List.of(system.find(program)));
        arguments.stream().map(system::argument).forEach(words::add);
        Path own = PrivateFiles.createDirectory(home, "program-");
        Path output = own.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(own.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> OF_OTHERS.stream().anyMatch(name::startsWith));
        Stream.of("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
                .forEach(name -> variables.put(name, own.toString()));
        variables.put("HELM_PLUGINS", own.resolve("no-plugins").toString());
        variables.put(
                "KUBECONFIG", kubeconfig == null ? own.resolve("no-config").toString() : kubeconfig.toString());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            boolean isEnded = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            boolean isPassed = process.waitFor() == 0 && isEnded;
            return new Ended(isPassed, Files.readString(output, StandardCharsets.UTF_8));
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ConfigurationException("a signal came before the last step", interrupt);
        } catch (IOException failure) {
            throw new ConfigurationException(
                    new Program(program) + " could not be started: " + TextFile.reason(failure), failure);
        }
    }
}
