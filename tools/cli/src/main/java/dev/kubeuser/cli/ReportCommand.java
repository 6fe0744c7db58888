package dev.kubeuser.cli;

import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.report.internal.BuildEvidence;
import dev.kubeuser.report.internal.Report;
import dev.kubeuser.report.internal.ReportFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes one report of what all JVMs of a build recorded. */
@Command(name = "report", description = "Writes one report of what all JVMs and modules of a build recorded.")
final class ReportCommand implements Callable<Integer> {

    /** The files of the report that are good to print. */
    enum Format {
        TEXT,
        JSON,
        MARKDOWN,
        SARIF
    }

    @Spec
    CommandSpec spec;

    @Mixin
    EvidenceOperands evidence;

    @Mixin
    ThresholdOptions required;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIRECTORY",
            description = "Where the report goes; by default the first of the directories.")
    @Nullable
    String output;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "What is printed: text, a line, or the report as json, markdown or sarif.")
    Format format;

    @Override
    public Integer call() throws IOException {
        Path asked = output == null ? null : DirectoryName.parse(output);
        Thresholds thresholds = required.thresholds();
        boolean isAnyRequired = thresholds.isAny() || thresholds.noDenials();
        BuildEvidence found = isAnyRequired ? evidence.required(evidence.read()) : evidence.read();
        found.missing().forEach(missing -> spec.commandLine().getErr().println("kubeuser report: " + missing));
        Report report = found.report(thresholds, required.limit());
        Path directory = asked == null ? evidence.first() : asked;
        write(report, directory);
        spec.commandLine()
                .getOut()
                .println(
                        switch (format) {
                            case TEXT ->
                                found.describe() + ": " + report.summary() + ", report in "
                                        + Printable.text(directory.toString());
                            case JSON -> read(directory, "report.json");
                            case MARKDOWN -> read(directory, "report.md");
                            case SARIF -> read(directory, "report.sarif");
                        });
        return KubeUserCommand.OK;
    }

    private static void write(Report report, Path directory) {
        try {
            ReportFiles.write(report, directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "the report could not be written to " + directory + ": " + TextFile.reason(failure)
                            + "; name another directory by --output",
                    failure);
        }
    }

    private static String read(Path directory, String file) throws IOException {
        return Files.readString(directory.resolve(file), StandardCharsets.UTF_8);
    }
}
