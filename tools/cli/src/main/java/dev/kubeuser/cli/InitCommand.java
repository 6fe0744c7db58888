// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes first tests of a policy. */
@Command(
        name = "init",
        description =
                "Reads a policy, and writes a first table of access: who may do what today, the riskiest first, to be"
                        + " reviewed. Its lines hold. No cluster is started.",
        exitCodeList = {
            " 0:the table is written",
            " 2:wrong usage, input that cannot be read, or a table that exists, and is not replaced",
            " 3:the table cannot be written"
        })
final class InitCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "Where access.yaml goes; created if missing.")
    String directory;

    @Parameters(
            index = "1..*",
            paramLabel = "SOURCE",
            arity = "1..*",
            description =
                    "Files, directories, globs, kustomize:DIRECTORY, helm:CHART, olm:BUNDLE and kubebuilder:PACKAGES; -"
                            + " is the standard input.")
    List<String> sources;

    @Mixin
    ChartOptions ofChart;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ofChart.check(sources);
        FirstTests.of(ofChart.read(sources, Map.of(), spec.commandLine().getErr()))
                .write(DirectoryName.parseWritten(directory))
                .forEach(out::println);
        return KubeUserCommand.OK;
    }
}
