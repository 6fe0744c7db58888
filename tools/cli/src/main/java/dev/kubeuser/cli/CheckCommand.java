package dev.kubeuser.cli;

import dev.kubeuser.tool.BuildProof;
import dev.kubeuser.tool.BuildSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        BuildSettings settings = required.settings();
        if (!settings.requiresAny()) {
            throw new IllegalArgumentException(
                    "There is nothing to check: give --coverage, --mutation-score, --accepted-risks, --no-escalation or"
                            + " --no-denials");
        }
        BuildProof proof = evidence.required(evidence.read()).proof(settings);
        spec.commandLine().getOut().println(proof.summary());
        Optional<String> why = proof.whyTooLittle();
        why.map(lines -> OptionNames.in(lines, spec))
                .ifPresent(spec.commandLine().getErr()::println);
        return why.isEmpty() ? KubeUserCommand.OK : KubeUserCommand.FINDINGS;
    }
}
