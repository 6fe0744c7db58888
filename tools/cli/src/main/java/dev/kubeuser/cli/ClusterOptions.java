// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.webhook.internal.WebhookServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster something runs on, what is applied to it, and where the report goes. */
final class ClusterOptions {

    @Option(
            names = "--manifests",
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Files, directories, globs, helm:CHART or olm:BUNDLE to apply, or - for the standard input: all names up"
                            + " to the next option.")
    List<String> manifests = new ArrayList<>();

    @Option(names = "--kustomize", paramLabel = "DIRECTORY", description = "A kustomization to apply.")
    List<String> kustomizations = new ArrayList<>();

    @Option(names = "--chart", paramLabel = "CHART", description = "A Helm chart to apply: a directory or a .tgz file.")
    @Nullable
    String chart;

    @Mixin
    ChartOptions ofChart;

    @Option(
            names = "--skip-kind",
            paramLabel = "KIND",
            description = "A kind, such as ServiceMonitor, or an API group whose objects are skipped if the cluster"
                    + " does not serve them.")
    List<String> skipKinds = new ArrayList<>();

    @Option(
            names = "--cluster",
            paramLabel = "KIND",
            defaultValue = "${sys:kubeuser.cluster:-embedded}",
            description = "embedded, whose control plane has to be on the class path; k3s; or existing.")
    String cluster;

    @Option(names = "--context", paramLabel = "CONTEXT", description = "The context of the existing cluster.")
    @Nullable
    String context;

    @Option(
            names = "--kubernetes",
            paramLabel = "VERSION",
            description = "Another version than the newest, as in 1.36.")
    @Nullable
    String version;

    @Option(
            names = "--authentication",
            paramLabel = "FILE",
            description = "The AuthenticationConfiguration of the API server; not for an existing cluster.")
    @Nullable
    String authentication;

    @Option(
            names = "--simulated-workloads",
            description = "Deployments and the like create pods that report ready; on the embedded cluster only.")
    boolean simulatedWorkloads;

    @Option(
            names = "--keep-garbage",
            description = "Objects stay whose owners are gone, as in envtest; on the embedded cluster only.")
    boolean keepGarbage;

    @Option(
            names = "--webhooks",
            paramLabel = "HOST:PORT",
            description = "Where your program serves the webhooks that name a Service; without it they are left"
                    + " out. Needs --webhook-ca.")
    @Nullable
    String webhooks;

    @Option(
            names = "--webhook-ca",
            paramLabel = "FILE",
            description = "The certificate, in PEM, of who signed that of this program.")
    @Nullable
    Path webhookAuthority;

    @Option(
            names = "--report",
            paramLabel = "DIRECTORY",
            description = "Where to leave the report; nowhere by default.")
    @Nullable
    String report;

    TestCluster cluster() {
        List<String> sources = new ArrayList<>(manifests);
        kustomizations.forEach(directory -> sources.add("kustomize:" + directory));
        HelmChart applied = null;
        if (chart != null) {
            applied = ofChart.of(HelmChart.of(chart));
        } else if (!ofChart.isEmpty()) {
            throw new IllegalArgumentException("--release, --values and --set are of a chart: add --chart");
        }
        String directory = report();
        return new TestCluster(
                settings(),
                sources,
                ofChart.namespace,
                applied,
                List.copyOf(skipKinds),
                server(),
                directory == null ? null : DirectoryName.parseWritten(directory));
    }

    private @Nullable WebhookServer server() {
        if (webhooks == null && webhookAuthority == null) {
            return null;
        }
        if (webhooks == null || webhookAuthority == null) {
            throw new IllegalArgumentException("--webhooks and --webhook-ca go together: add the other one");
        }
        try {
            return new WebhookServer(webhooks, TextFile.read(webhookAuthority));
        } catch (IOException unreadable) {
            throw mistaken(webhookAuthority + ": " + unreadable.getMessage(), unreadable);
        } catch (IllegalArgumentException mistake) {
            throw mistaken(String.valueOf(mistake.getMessage()), mistake);
        }
    }

    private static IllegalArgumentException mistaken(String webhooks, Exception cause) {
        return new IllegalArgumentException("--webhooks and --webhook-ca: " + Printable.text(webhooks), cause);
    }

    private @Nullable String report() {
        String setting = System.getProperty("kubeuser.report", "off");
        return report != null || setting.equals("off") ? report : setting;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("kubeuser.cluster", cluster);
        put(settings, "kubeuser.kubernetes.version", version);
        put(settings, "kubeuser.context", context);
        put(settings, "kubeuser.authentication", authentication);
        put(settings, "kubeuser.simulated-workloads", simulatedWorkloads ? "true" : null);
        put(settings, "kubeuser.keep-garbage", keepGarbage ? "true" : null);
        return settings;
    }

    private static void put(Map<String, String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.put(key, value);
        }
    }
}
