// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.report.internal.BuildEvidence;
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
        Path asked = output == null ? null : DirectoryName.parseWritten(output);
        BuildSettings settings = required.settings(spec);
        BuildEvidence found = evidence.read(spec.commandLine().getOut());
        if (found.files().isEmpty()) {
            spec.commandLine().getOut().println("there is no report, for no test recorded anything");
            return KubeUserCommand.OK;
        }
        boolean isHeld = settings.requiresAny() && evidence.maven == null;
        BuildProof proof = BuildProof.of(isHeld ? evidence.required(found) : found, settings);
        Path directory = asked == null ? evidence.first() : asked;
        write(proof, directory);
        spec.commandLine()
                .getOut()
                .println(
                        switch (format) {
                            case TEXT -> proof.summary() + ", report in " + Printable.text(directory.toString());
                            case JSON -> read(directory, "report.json");
                            case MARKDOWN -> read(directory, "report.md");
                            case SARIF -> read(directory, "report.sarif");
                        });
        return KubeUserCommand.OK;
    }

    private void write(BuildProof proof, Path directory) {
        try {
            proof.write(directory, lacking -> spec.commandLine().getErr().println("kubeuser report: " + lacking));
        } catch (UncheckedIOException failure) {
            throw new UncheckedIOException(
                    failure.getMessage() + "; name another directory by --output", failure.getCause());
        }
    }

    private static String read(Path directory, String file) throws IOException {
        return Files.readString(directory.resolve(file), StandardCharsets.UTF_8);
    }
}
