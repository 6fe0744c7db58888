// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.question.Upgrade;
import dev.kubeuser.question.UpgradeComparison;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two policies, or one on two versions of Kubernetes. */
@Command(
        name = "compare",
        description =
                "With --access, compares who is allowed what by two files, directories or revisions, without a cluster;"
                        + " with --account, what a ServiceAccount holds by all its bindings; with --roles, what two roles allow. With --kubernetes alone, starts an embedded"
                        + " cluster of each version, applies the files, and compares who may do what.")
final class CompareCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "SOURCE",
            arity = "1..*",
            description =
                    "The policy before and the policy after, or two revisions as in git:main..HEAD and the files at"
                            + " both; with --kubernetes or --context, all files of the policy. - is the standard input.")
    List<String> sources;

    @Option(
            names = "--kubernetes",
            paramLabel = "VERSION",
            split = ",",
            description =
                    "The two versions, as in 1.36,1.37. Without --access, their control planes have to be on the class"
                            + " path.")
    List<String> versions = new ArrayList<>();

    @Option(
            names = "--placeholder",
            paramLabel = "NAME=TEXT",
            description = "The text for a placeholder in the files, for example kubeuser.namespace=dev.")
    Map<String, String> placeholders = new HashMap<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "text or markdown; json or sarif, which are for --access, --roles and --account.")
    Format format;

    @Mixin
    ChartOptions ofChart;

    @Mixin
    AccessOptions access;

    @Override
    public Integer call() {
        access.check(versions);
        ofChart.check(sources);
        if (access.isAsked()) {
            requireTwoVersions();
            PrintWriter err = spec.commandLine().getErr();
            return access.compare(
                    sources,
                    some -> ofChart.read(some, placeholders, err),
                    placeholders,
                    versions,
                    format,
                    spec.commandLine().getOut(),
                    err);
        }
        if (versions.isEmpty()) {
            throw new IllegalArgumentException(
                    "what is to be compared? Add --access for who gains and loses what,"
                            + " --account for what a ServiceAccount holds, --roles for what two roles allow, or --kubernetes BEFORE,AFTER for two clusters");
        }
        return upgrade();
    }

    private void requireTwoVersions() {
        if (!versions.isEmpty() && versions.size() != 2) {
            throw new IllegalArgumentException("two versions are compared: write --kubernetes BEFORE,AFTER");
        }
    }

    private int upgrade() {
        requireTwoVersions();
        if (format != Format.TEXT && format != Format.MARKDOWN) {
            throw new IllegalArgumentException("--format " + format.name().toLowerCase(Locale.ROOT)
                    + " is for --access, --roles and --account: add one of them");
        }
        if (!placeholders.isEmpty()) {
            throw new IllegalArgumentException("--placeholder is not for --kubernetes: leave it out");
        }
        UpgradeComparison comparison = UpgradeComparison.between(embedded(versions.get(0)), embedded(versions.get(1)))
                .apply(sources.toArray(String[]::new));
        spec.commandLine()
                .getErr()
                .println("kubeuser compare: starting the embedded Kubernetes " + String.join(" and ", versions));
        Upgrade upgrade = comparison.compare();
        spec.commandLine().getOut().println(format == Format.TEXT ? upgrade.text() : upgrade.markdown());
        return upgrade.changesNoAccess() ? KubeUserCommand.OK : KubeUserCommand.FINDINGS;
    }

    private static ClusterSpec embedded(String version) {
        return ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED).withVersion(KubernetesVersion.parse(version));
    }
}
