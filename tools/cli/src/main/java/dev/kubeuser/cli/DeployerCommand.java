// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.manifest.HelmChart;
import dev.kubeuser.manifest.Installation;
import dev.kubeuser.manifest.Manifests;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells which permissions an account needs to deploy something, by deploying it. */
@Command(
        name = "deployer",
        description = "Says which permissions an account needs to install, upgrade, roll back and remove a chart, or to"
                + " apply and delete manifests: all at once, by doing so on an embedded cluster. Prints the smallest"
                + " role, and tries it.",
        exitCodeList = {
            " 0:the policy suffices",
            " 1:something is missing",
            " 2:wrong usage, input that cannot be read, or a step that fails whatever the account may do",
            " 3:the cluster did not start or did not run until the end"
        })
final class DeployerCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "SOURCE",
            description = "What is deployed: a chart (a directory, a .tgz file or helm:CHART), or manifests: files,"
                    + " directories, globs, kustomize:DIRECTORY or olm:BUNDLE.")
    String source;

    @Option(names = "--as", paramLabel = "NS/NAME", required = true, description = "The ServiceAccount that deploys.")
    String account;

    @Option(
            names = "--by",
            paramLabel = "PROGRAM",
            description = "helm, or server-side-apply by kubectl; by default helm for a chart.")
    @Nullable
    String by;

    @Option(
            names = "--from",
            paramLabel = "OLD",
            description = "The version that stands in the cluster before the upgrade; by default the same as SOURCE.")
    @Nullable
    String from;

    @Mixin
    ChartOptions ofChart;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Roles and bindings that the account has today; without any it has nothing.")
    List<String> policy = new ArrayList<>();

    @Option(
            names = "--helm-program",
            paramLabel = "PROGRAM",
            description = "Helm 3 or 4, which differ: a name on the PATH, or a path; helm by default.")
    @Nullable
    String helmProgram;

    @Option(
            names = "--kubernetes",
            paramLabel = "VERSION",
            description = "Another version than the newest, as in 1.36.")
    @Nullable
    String kubernetes;

    @Override
    public Integer call() throws IOException {
        ServiceAccountSpec who = account();
        boolean isByHelm = isByHelm();
        String helm = helmProgram == null
                ? KubeUserCommand.of(spec).settings().getOrDefault("kubeuser.helm", "helm")
                : helmProgram;
        new Program(isByHelm ? helm : "kubectl").require("to deploy " + Printable.text(source));
        @Nullable
        Manifests today =
                policy.isEmpty() ? null : Manifests.load(Map.of(), policy, Installation.in(who.namespace()), "");
        Path home = ClusterDirectory.create(false);
        PrintWriter err = spec.commandLine().getErr();
        try {
            DeployerSteps steps = isByHelm
                    ? DeployerSteps.byHelm(helm, home, chart(source), from == null ? null : chart(from), ofChart)
                    : DeployerSteps.byApply(
                            home, objects(source), from == null ? null : objects(from), ofChart.namespace);
            DeployerTrial trial = new DeployerTrial(who, steps, kubernetes, home, spec);
            return QuietLog.during(() -> {
                DeployerAnswer answer = trial.answer(today, line -> err.println("kubeuser: " + Printable.text(line)));
                answer.lines().forEach(spec.commandLine().getOut()::println);
                return answer.isEnough() ? KubeUserCommand.OK : KubeUserCommand.FINDINGS;
            });
        } finally {
            PrivateFiles.deleteRecursively(home);
        }
    }

    private ServiceAccountSpec account() {
        try {
            return ServiceAccountSpec.parse(account);
        } catch (IllegalArgumentException mistake) {
            throw new IllegalArgumentException(
                    "--as: " + Printable.text(String.valueOf(mistake.getMessage())), mistake);
        }
    }

    private boolean isByHelm() {
        if (by == null) {
            return DeployerSteps.isChart(source);
        }
        return switch (by) {
            case "helm" -> {
                if (!DeployerSteps.isChart(source)) {
                    throw new IllegalArgumentException("--by helm deploys a chart, and " + Printable.text(source)
                            + " is none: a directory with a Chart.yaml or a .tgz file is");
                }
                yield true;
            }
            case "server-side-apply" -> false;
            default ->
                throw new IllegalArgumentException("--by " + Printable.text(by)
                        + " is not known: helm and server-side-apply are; Argo CD and Flux are not tried");
        };
    }

    /** Requires what can be known before a cluster starts, as that a release has a name that Helm takes. */
    private HelmChart chart(String named) {
        HelmChart chart = ofChart.of(HelmChart.of(DeployerSteps.path(named)));
        HelmChart of = helmProgram == null ? chart : chart.withHelm(helmProgram);
        of.check(Map.of());
        return of;
    }

    private Manifests objects(String named) {
        String read = DeployerSteps.isChart(named) && !named.startsWith("helm:") ? "helm:" + named : named;
        if (read.equals("-")) {
            throw new IllegalArgumentException("standard input is not read here: name a file");
        }
        Manifests objects =
                ofChart.read(List.of(read), Map.of(), spec.commandLine().getErr());
        if (objects.objects().isEmpty()) {
            throw new IllegalArgumentException(Printable.text(named) + " has no objects to deploy");
        }
        return objects;
    }
}
