// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a command of any language against a cluster, as one of its users. */
@Command(
        name = "run",
        description = "Starts a cluster, applies manifests or a chart, and runs a command with KUBECONFIG of a subject."
                + " Then says what was refused, with the rule to add, and what is granted and was not used. Without a"
                + " command the cluster runs until Ctrl-C.",
        exitCodeList = {
            " 0:the command ended with 0, and what is required is met",
            " 1:the command ended with 0, and what is required is not met",
            " 2:wrong usage, or input that cannot be read",
            " 3:the cluster did not start or did not run until the end, or the report could not be written",
            " n:that of the command, if it is not 0"
        })
final class RunCommand implements Callable<Integer> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    @Spec
    CommandSpec spec;

    @Mixin
    ClusterOptions cluster;

    @Option(names = "--as", paramLabel = "NS/NAME", description = "The ServiceAccount that the command runs as.")
    @Nullable
    String account;

    @Option(names = "--user", paramLabel = "NAME", description = "The user that the command runs as.")
    @Nullable
    String user;

    @Option(names = "--groups", paramLabel = "GROUP", split = " *, *", description = "The groups of the user.")
    List<String> groups = new ArrayList<>();

    @Option(
            names = "--identity",
            paramLabel = "CLAIMS",
            description =
                    "The identity that the command runs as: a file with the claims of its token, as JSON; iss names"
                            + " the issuer. Needs --authentication.")
    @Nullable
    Path identity;

    @Option(
            names = "--kubeconfig",
            paramLabel = "NAME=NS/NAME",
            description = "One more ServiceAccount, whose kubeconfig the variable KUBEUSER_KUBECONFIG_NAME names.")
    Map<String, String> kubeconfigs = new LinkedHashMap<>();

    @Option(names = "--no-denials", description = "No request of the subjects may be refused.")
    boolean noDenials;

    @Option(
            names = "--coverage",
            paramLabel = "PERCENT",
            description = "How many permissions of the policy have to be used.")
    @Nullable
    String coverage;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command and its arguments, after --.")
    List<String> command = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        CommandRun run = run();
        BuildSettings required = required();
        PrintWriter err = spec.commandLine().getErr();
        return QuietLog.during(() -> run.run(required, line -> err.println("kubeuser: " + OptionNames.in(line, spec))));
    }

    private CommandRun run() {
        TestCluster where = cluster.cluster();
        Map<String, ServiceAccountSpec> others = new LinkedHashMap<>();
        kubeconfigs.forEach((name, account) -> {
            if (others.put(variable(name), account("--kubeconfig", account)) != null) {
                throw new IllegalArgumentException("two kubeconfigs are named \"" + name + "\"");
            }
        });
        return new CommandRun(command, where, subject(), others);
    }

    private static String variable(String kubeconfig) {
        if (!NAME.matcher(kubeconfig).matches()) {
            throw new IllegalArgumentException("a kubeconfig cannot be named \"" + Printable.text(kubeconfig)
                    + "\": letters, digits, hyphens and underscores make the name of a variable");
        }
        return "KUBEUSER_KUBECONFIG_" + kubeconfig.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private @Nullable SubjectSpec subject() {
        long subjects =
                Stream.of(account, user, identity).filter(Objects::nonNull).count();
        if (subjects > 1) {
            throw new IllegalArgumentException(
                    "--as, --user and --identity are subjects, and the command runs as one: leave"
                            + " the others out, or give it the kubeconfig of a ServiceAccount by --kubeconfig");
        }
        if (user == null && !groups.isEmpty()) {
            throw new IllegalArgumentException("--groups is of a user: add --user");
        }
        if (account != null) {
            return account("--as", account);
        }
        if (identity != null) {
            return identity(identity);
        }
        return user == null ? null : UserSpec.ofCommandLine(user, groups.toArray(String[]::new));
    }

    /** The identity has the name of the file. */
    private IdentitySpec identity(Path file) {
        if (cluster.authentication == null) {
            throw new IllegalArgumentException("--identity is a user that the API server authenticates by an"
                    + " AuthenticationConfiguration: add --authentication FILE");
        }
        try {
            return IdentitySpec.named(String.valueOf(file.getFileName())).withClaims(TextFile.read(file));
        } catch (IOException | IllegalArgumentException mistake) {
            throw new IllegalArgumentException(
                    Printable.text("--identity: " + file + ": " + mistake.getMessage()), mistake);
        }
    }

    private static ServiceAccountSpec account(String option, String name) {
        try {
            return ServiceAccountSpec.parse(name);
        } catch (IllegalArgumentException mistake) {
            throw new IllegalArgumentException(
                    option + ": " + Printable.text(String.valueOf(mistake.getMessage())), mistake);
        }
    }

    private BuildSettings required() {
        ThresholdOptions required = new ThresholdOptions();
        required.noDenials = noDenials;
        required.coverage = coverage;
        return required.settings(spec);
    }
}
