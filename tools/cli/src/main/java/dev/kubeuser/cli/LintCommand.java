// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.lint.internal.PolicyAnswers;
import dev.kubeuser.lint.internal.PolicyFiles;
import dev.kubeuser.lint.internal.PolicyFindings;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks a policy through, or answers questions about it, without a cluster. */
@Command(
        name = "lint",
        description = "Looks through the roles and bindings in files, without a cluster: escalation paths to"
                + " cluster-admin, and risky permissions. With --can or --who-can it answers these questions instead,"
                + " and with --used-by it lists what an audit log shows nobody needs.")
final class LintCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "SOURCE",
            arity = "1..*",
            description = "Files, directories, globs, kustomize:DIRECTORY, helm:CHART, olm:BUNDLE and"
                    + " kubebuilder:PACKAGES, also at a revision, as in git:main:deploy/; - is the standard input.")
    List<String> sources;

    @Option(
            names = "--placeholder",
            paramLabel = "NAME=TEXT",
            description = "The text for a placeholder in the files, for example kubeuser.namespace=dev.")
    Map<String, String> placeholders = new HashMap<>();

    @Mixin
    ChartOptions ofChart;

    @Option(
            names = "--can",
            paramLabel = "QUESTION",
            description =
                    "Whether a subject may do something: \"SUBJECT VERB RESOURCE [NAME] [-n NAMESPACE]\", for example"
                            + " \"user:jane get pods -n dev\" or \"ci/deployer get /healthz\".")
    List<String> can = new ArrayList<>();

    @Option(
            names = "--who-can",
            paramLabel = "QUESTION",
            description =
                    "Who may do something: \"VERB RESOURCE [NAME] [-n NAMESPACE]\", for example \"list secrets\".")
    List<String> whoCan = new ArrayList<>();

    @Option(
            names = "--unchecked",
            description = "Answers also about verbs and resources that neither Kubernetes has nor a"
                    + " CustomResourceDefinition in the files, as those of an aggregated API. Typos then go unnoticed.")
    boolean unchecked;

    @Mixin
    UsedByOptions usedBy;

    @Mixin
    AcceptedFile accepted;

    @Mixin
    OtherRoles others;

    @Option(
            names = "--certainty",
            paramLabel = "LEVEL",
            defaultValue = "LIKELY",
            description = "The escalation paths that count: certain, likely, or depends for all.")
    Certainty certainty;

    /** Whether the cluster admits pods with access to their node. */
    enum HostPodsAnswer {
        ADMITTED,
        REFUSED
    }

    @Option(
            names = "--host-pods",
            paramLabel = "ANSWER",
            defaultValue = "REFUSED",
            description =
                    "Whether the cluster admits pods with access to their node, such as privileged ones: refused, or"
                            + " admitted, which is what a new cluster does, except in Namespaces of the files that "
                            + "Pod Security guards by a label.")
    HostPodsAnswer hostPods;

    @Option(
            names = "--kubernetes",
            paramLabel = "VERSION",
            description = "The minor of Kubernetes that the policy is for, as in 1.36; the newest by default.")
    @Nullable
    String kubernetes;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "text, json, markdown, or sarif, which marks the lines of the policy.")
    Format format;

    @Override
    public Integer call() {
        usedBy.check(accepted.isGiven() || !can.isEmpty() || !whoCan.isEmpty(), format);
        if (usedBy.isAsked()) {
            Manifests manifests = patiently("reads the files", this::manifests);
            return patiently(
                    "reads the audit log",
                    () -> usedBy.lint(
                            manifests, minor(), format, spec.commandLine().getOut()));
        }
        PolicyFiles files = patiently(
                "reads the files",
                () -> PolicyFiles.of(
                        manifests(),
                        others.read(placeholders),
                        minor(),
                        !unchecked,
                        hostPods == HostPodsAnswer.ADMITTED));
        return can.isEmpty() && whoCan.isEmpty() ? lint(files) : answer(files);
    }

    private Manifests manifests() {
        ofChart.check(sources);
        return ofChart.read(sources, placeholders, spec.commandLine().getErr());
    }

    private KubernetesVersion minor() {
        KnownVersions known = KnownVersions.read();
        return kubernetes == null
                ? known.standard().withoutPatch()
                : known.requireMinor(KubernetesVersion.parse(kubernetes));
    }

    /** If it takes long, reports what goes on. */
    private <T> T patiently(String what, Supplier<T> work) {
        PrintWriter err = spec.commandLine().getErr();
        CompletableFuture<Void> line = CompletableFuture.runAsync(
                () -> {
                    err.println("kubeuser lint still " + what + ".");
                    err.flush();
                },
                CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        try {
            return work.get();
        } finally {
            line.cancel(false);
        }
    }

    private int lint(PolicyFiles files) {
        AcceptedRisks risks = accepted.read(AcceptedRisks::read, AcceptedRisks.none());
        PolicyFindings findings =
                patiently("looks for risks and escalation paths", () -> PolicyFindings.of(files, certainty, risks));
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> findings.text().forEach(out::println);
            case MARKDOWN -> findings.markdown().forEach(out::println);
            case JSON -> out.print(findings.json());
            case SARIF -> out.print(findings.sarif());
        }
        PrintWriter err = spec.commandLine().getErr();
        if (accepted.add(findings.acceptingLines(), "lint", err) || findings.isEmpty()) {
            return KubeUserCommand.OK;
        }
        accepted.advise("lint", err);
        return KubeUserCommand.FINDINGS;
    }

    private int answer(PolicyFiles files) {
        if (format == Format.SARIF) {
            throw new IllegalArgumentException(
                    "--format sarif is for findings, and questions have answers: leave out --can and --who-can, or "
                            + "write --format json");
        }
        PolicyAnswers answers = new PolicyAnswers(files);
        List<PolicyAnswers.Answer> all = Stream.concat(
                        can.stream().map(answers::can), whoCan.stream().map(answers::whoCan))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.JSON) {
            out.print(Json.pretty(all));
        } else {
            all.forEach(answer -> answer.lines().forEach(out::println));
        }
        return all.stream().allMatch(PolicyAnswers.Answer::isYes) ? KubeUserCommand.OK : KubeUserCommand.FINDINGS;
    }
}
