// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.credential.UserSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs tables of access against a cluster. */
@Command(
        name = "test",
        description =
                "Starts a cluster, applies manifests or a chart, and checks tables of who may do what: each line is"
                        + " a test. Says why a line does not hold, and how much of the policy the lines cover.",
        exitCodeList = {
            " 0:all lines hold, and what is required is met",
            " 1:a line does not hold, or what is required is not met",
            " 2:wrong usage, input that cannot be read, or a line with a verb or resource that the server does not"
                    + " know",
            " 3:the cluster did not start or did not run until the end, or the report could not be written"
        })
final class TestCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "TABLE", arity = "0..*", description = "YAML files; none if there is --golden.")
    List<Path> tables = new ArrayList<>();

    @Option(
            names = "--user",
            paramLabel = "NAME[=GROUP,...]",
            description = "A user that tables name without its kind, with its groups.")
    List<String> users = new ArrayList<>();

    @Option(
            names = "--junit-xml",
            paramLabel = "FILE",
            description = "Where to write what came of each line, for a CI server.")
    @Nullable
    Path junitXml;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "text; markdown, for the page of a CI job; json; or sarif, which marks the lines that do not"
                    + " hold.")
    Format format;

    @ArgGroup(exclusive = false, heading = "%nA golden file:%n")
    GoldenOptions golden = new GoldenOptions();

    @Mixin
    ClusterOptions cluster;

    @Mixin
    ThresholdOptions required;

    @Override
    public Integer call() throws IOException {
        if (tables.isEmpty() && golden.file == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Missing required parameter: 'TABLE', or --golden with --golden-of"
                            + (cluster.manifests.size() > 1
                                    ? "; --manifests takes all names up to the next option, so name tables before it"
                                    : ""));
        }
        TableRun run = new TableRun(tables, cluster.cluster(), users(), golden.matrix());
        if (junitXml != null && Files.isDirectory(junitXml)) {
            throw new IllegalArgumentException("--junit-xml: " + Printable.text(junitXml.toString())
                    + " is a directory, and a file is to be written");
        }
        BuildSettings settings = required.settings(spec);
        PrintWriter err = spec.commandLine().getErr();
        Consumer<String> progress = line -> err.println("kubeuser: " + OptionNames.in(line, spec));
        return QuietLog.during(() -> report(run.run(settings, progress)));
    }

    /** Prints what came of the lines, and returns the exit code. */
    private int report(TableReport results) {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> results.text().forEach(out::println);
            case MARKDOWN -> out.print(results.markdown());
            case JSON -> out.print(results.json());
            case SARIF -> out.print(results.sarif());
        }
        if (junitXml != null) {
            new JUnitXml(results.lines()).write(junitXml);
        }
        return switch (results.outcome()) {
            case HOLDS -> KubeUserCommand.OK;
            case FAILS -> KubeUserCommand.FINDINGS;
            case MISTAKEN -> KubeUserCommand.USAGE;
        };
    }

    private Map<String, UserSpec> users() {
        Map<String, UserSpec> all = new LinkedHashMap<>();
        for (String option : users) {
            UserSpec user = user(option);
            if (all.put(user.name(), user) != null) {
                throw new IllegalArgumentException("two users are named \"" + Printable.text(user.name()) + "\"");
            }
        }
        return all;
    }

    private static UserSpec user(String option) {
        String[] parts = option.split("=", 2);
        try {
            String[] groups = parts.length == 1 ? new String[0] : parts[1].split(" *, *");
            return UserSpec.ofCommandLine(parts[0], groups);
        } catch (IllegalArgumentException mistake) {
            throw new IllegalArgumentException(
                    "--user: " + Printable.text(String.valueOf(mistake.getMessage())), mistake);
        }
    }
}
