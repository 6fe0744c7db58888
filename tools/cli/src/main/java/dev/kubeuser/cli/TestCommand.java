package dev.kubeuser.cli;

import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.tool.BuildSettings;
import dev.kubeuser.tool.TableRun;
import dev.kubeuser.tool.TerminalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            " 2:wrong usage, input that cannot be read, or a line with a verb or resource that the server does not know",
            " 3:the cluster did not start, or the report could not be written"
        })
final class TestCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "TABLE", arity = "1..*", description = "CSV or YAML files.")
    List<Path> tables = new ArrayList<>();

    @Option(
            names = "--user",
            paramLabel = "NAME[=GROUP,...]",
            description = "A user whom tables name without its kind, with its groups.")
    List<String> users = new ArrayList<>();

    @Option(
            names = "--junit-xml",
            paramLabel = "FILE",
            description = "Where to write what came of each line, for a CI server.")
    @Nullable
    Path junitXml;

    @Mixin
    ClusterOptions cluster;

    @Mixin
    ThresholdOptions required;

    @Override
    public Integer call() throws IOException {
        TableRun run = TableRun.of(tables).on(cluster.cluster());
        for (String user : users) {
            run = run.withUser(user(user));
        }
        if (junitXml != null) {
            run = run.withJUnitXml(junitXml);
        }
        BuildSettings settings = required.settings();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        TableRun finished = run;
        return QuietLog.during(
                () -> switch (finished.run(settings, line -> err.println("kubeuser: " + line), out::println)) {
                    case HOLDS -> KubeUserCommand.OK;
                    case FAILS -> KubeUserCommand.FINDINGS;
                    case MISTAKEN -> KubeUserCommand.USAGE;
                });
    }

    private static UserSpec user(String option) {
        String[] parts = option.split("=", 2);
        try {
            UserSpec user = UserSpec.named(parts[0]);
            return parts.length == 1 ? user : user.withGroups(parts[1].split(","));
        } catch (IllegalArgumentException mistake) {
            throw new IllegalArgumentException(
                    "--user: " + TerminalText.line(String.valueOf(mistake.getMessage())), mistake);
        }
    }
}
