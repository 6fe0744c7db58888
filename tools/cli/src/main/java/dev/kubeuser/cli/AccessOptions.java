// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.lint.internal.AcceptedChanges;
import dev.kubeuser.lint.internal.ChangeReport;
import dev.kubeuser.lint.internal.PolicyComparison;
import dev.kubeuser.manifest.Manifests;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the access of subjects or of two roles is compared, not rules. */
final class AccessOptions {

    @Option(
            names = "--access",
            description = "Compares who is allowed what in effect, by whatever roles and bindings, and ends with 1 if"
                    + " a subject gains something. No cluster is started.")
    private boolean isOfSubjects;

    @Option(
            names = "--roles",
            paramLabel = "NAME",
            split = ",",
            description = "Compares a role of each policy in effect, by whatever names, bindings and rules, and ends"
                    + " with 1 if the second one allows something that the first one does not. One name if both have"
                    + " it; a+b adds roles up. No cluster is started.")
    private List<String> roles = new ArrayList<>();

    @Option(
            names = "--account",
            paramLabel = "NAMESPACE/NAME",
            split = ",",
            description = "Compares what a ServiceAccount holds by all its bindings, or by all roles of a source"
                    + " without bindings, such as markers. Two names, before and after, if they differ. No cluster is"
                    + " started.")
    private List<String> accounts = new ArrayList<>();

    @Mixin
    AcceptedFile accepted;

    @Mixin
    OtherRoles others;

    @Option(names = "--losses", description = "Ends with 1 also if a subject loses something.")
    boolean areLossesFindings;

    @Option(
            names = "--context",
            paramLabel = "CONTEXT",
            description = "The context of a running cluster, which is only read: the files are the policy before, and"
                    + " what the cluster has is the policy after.")
    @Nullable
    String context;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILES",
            description = "The kubeconfig with the context; $KUBECONFIG by default.")
    @Nullable
    String kubeconfig;

    boolean isAsked() {
        return isOfSubjects || !roles.isEmpty() || !accounts.isEmpty();
    }

    /** Requires that the options are there together. */
    void check(List<String> versions) {
        if (Stream.of(isOfSubjects, !roles.isEmpty(), !accounts.isEmpty())
                        .filter(asked -> asked)
                        .count()
                > 1) {
            throw new IllegalArgumentException(
                    "--access, --roles and --account are comparisons of their own: leave all but one out");
        }
        if (accounts.size() > 2) {
            throw new IllegalArgumentException(
                    "two accounts are compared: write --account BEFORE,AFTER, or one name if both have it");
        }
        if (roles.size() > 2) {
            throw new IllegalArgumentException(
                    "two roles are compared: write --roles BEFORE,AFTER, or one name if both have it");
        }
        if (!isAsked() && (accepted.isGiven() || areLossesFindings || context != null)) {
            throw new IllegalArgumentException(
                    "--accepted-risks, --losses and --context are for --access, --roles and --account: add one of them");
        }
        if (kubeconfig != null && context == null) {
            throw new IllegalArgumentException("--kubeconfig is for --context: name a context of it");
        }
        if (others.isGiven() && (!isOfSubjects || context != null)) {
            throw new IllegalArgumentException(
                    "--roles-from is for --access without --context, which reads the roles of the cluster: leave it"
                            + " out");
        }
        if (context != null && !versions.isEmpty()) {
            throw new IllegalArgumentException("--context and --kubernetes are two comparisons: leave one out");
        }
    }

    /** Compares, prints what is gained and lost, and returns the exit code. */
    int compare(
            List<String> sources,
            Function<List<String>, Manifests> reader,
            Map<String, String> placeholders,
            List<String> versions,
            Format format,
            PrintWriter out,
            PrintWriter err) {
        PolicyComparison policies = policies(sources, reader, placeholders, versions);
        policies.lostSources().forEach(lost -> err.println("kubeuser compare: " + lost));
        AcceptedChanges lines = accepted.read(AcceptedChanges::read, AcceptedChanges.none());
        ChangeReport changes = changes(policies, lines);
        lines.unused()
                .forEach(line ->
                        err.println("kubeuser compare: accepted, but it does not happen: " + Printable.text(line)));
        switch (format) {
            case TEXT -> changes.text().forEach(out::println);
            case MARKDOWN -> out.print(changes.markdown());
            case JSON -> out.print(changes.json());
            case SARIF -> out.print(changes.sarif());
        }
        if (accepted.add(changes.acceptingLines(), "compare", err)) {
            return KubeUserCommand.OK;
        }
        if (!changes.hasOpenGains() && !(areLossesFindings && changes.hasOpenLosses())) {
            return KubeUserCommand.OK;
        }
        accepted.advise("compare", err);
        return KubeUserCommand.FINDINGS;
    }

    private ChangeReport changes(PolicyComparison policies, AcceptedChanges lines) {
        if (!accounts.isEmpty()) {
            return policies.accountChanges(accounts.get(0), accounts.get(accounts.size() - 1), lines);
        }
        return roles.isEmpty()
                ? policies.accessChanges(lines)
                : policies.roleChanges(roles.get(0), roles.get(roles.size() - 1), lines);
    }

    private PolicyComparison policies(
            List<String> sources,
            Function<List<String>, Manifests> reader,
            Map<String, String> placeholders,
            List<String> versions) {
        if (context != null) {
            Manifests files = reader.apply(sources);
            ContextPolicy found = ContextPolicy.read(ExistingOptions.of(kubeconfig, context));
            return PolicyComparison.withCluster(
                    sources, files, "the cluster of the context " + context, found.policy(), found.version());
        }
        return versions.isEmpty()
                ? PolicyComparison.read(sources, reader, others.read(placeholders))
                : PolicyComparison.ofUpgrade(
                        () -> reader.apply(sources),
                        others.read(placeholders),
                        KubernetesVersion.parse(versions.get(0)),
                        KubernetesVersion.parse(versions.get(1)));
    }
}
