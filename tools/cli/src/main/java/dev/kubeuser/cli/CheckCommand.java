// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.report.internal.BuildEvidence;
import dev.kubeuser.run.internal.Settings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Holds what all JVMs of a build recorded against thresholds. */
@Command(
        name = "check",
        description = "Holds what all JVMs and modules of a build recorded against thresholds. What some tests alone"
                + " recorded, or tests that write golden files, is not enough without --complete.")
final class CheckCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Mixin
    EvidenceOperands evidence;

    @Mixin
    ThresholdOptions required;

    @Override
    public Integer call() throws IOException {
        BuildSettings settings = required.settings(spec);
        if (!settings.requiresAny()) {
            throw new IllegalArgumentException(
                    "There is nothing to check: give kubeuser.require.coverage, kubeuser.require.mutation-score,"
                            + " kubeuser.require.accepted-risks, kubeuser.require.no-escalation or"
                            + " kubeuser.require.no-denials");
        }
        Optional<String> partial = whyPartial();
        if (partial.isPresent()) {
            return leaveAlone(partial.get());
        }
        BuildEvidence found = evidence.read(spec.commandLine().getOut());
        if (evidence.maven == null) {
            return check(BuildProof.of(evidence.required(found), settings));
        }
        return found.partial().isEmpty() || evidence.isComplete
                ? check(BuildProof.of(found, settings))
                : leaveAlone(found.partial().values().stream().distinct().collect(Collectors.joining("; ")));
    }

    private Optional<String> whyPartial() {
        return evidence.maven == null
                ? Optional.empty()
                : Thresholds.whyPartial(Settings.of(KubeUserCommand.of(spec).settings()));
    }

    private int leaveAlone(String why) {
        spec.commandLine().getOut().println(why + ", so nothing is required");
        return KubeUserCommand.OK;
    }

    private int check(BuildProof proof) {
        spec.commandLine().getOut().println(proof.summary());
        Optional<String> why = proof.whyTooLittle();
        why.map(lines -> OptionNames.in(lines, spec))
                .ifPresent(spec.commandLine().getErr()::println);
        return why.isEmpty() ? KubeUserCommand.OK : KubeUserCommand.FINDINGS;
    }
}
