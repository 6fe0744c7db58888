package dev.kubeuser.cli;

import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.report.internal.BuildEvidence;
import dev.kubeuser.report.internal.Gate;
import dev.kubeuser.report.internal.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
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
        Thresholds thresholds = required.thresholds();
        if (!thresholds.isAny() && !thresholds.noDenials()) {
            throw new IllegalArgumentException(
                    "There is nothing to check: give --coverage, --mutation-score, --accepted-risks or --no-denials");
        }
        PrintWriter out = spec.commandLine().getOut();
        BuildEvidence found = evidence.required(evidence.read());
        Report report = found.report(thresholds, required.limit());
        out.println(found.describe() + ": " + report.summary());
        List<String> unmet = found.unmet(report);
        if (unmet.isEmpty()) {
            return KubeUserCommand.OK;
        }
        spec.commandLine().getErr().println(Gate.message("is required of the whole build", unmet));
        return KubeUserCommand.FINDINGS;
    }
}
