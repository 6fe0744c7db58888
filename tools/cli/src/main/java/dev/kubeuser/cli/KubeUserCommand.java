// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.KubeUserException;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.run.internal.Setting;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code kubeuser}. */
@Command(
        name = "kubeuser",
        description = "Says what tests prove about a Kubernetes policy, and what the policy allows.",
        subcommands = {
            ReportCommand.class,
            CheckCommand.class,
            LintCommand.class,
            CompareCommand.class,
            RunCommand.class,
            DeployerCommand.class,
            TestCommand.class,
            InitCommand.class,
            CleanupCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = KubeUserCommand.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:no findings",
            " 1:findings, a threshold that is not met, an answer that is no, or a difference",
            " 2:wrong usage, or input that cannot be read",
            " 3:it could not be done, for example because a cluster did not start or a run record cannot be read"
        })
public final class KubeUserCommand {

    /** The exit code when there are no findings. */
    public static final int OK = 0;

    /** The exit code of findings, a threshold that is not met, an answer that is no, or a difference. */
    public static final int FINDINGS = 1;

    /** The exit code of wrong usage, or input that cannot be read. */
    static final int USAGE = 2;

    /** The exit code when it could not be done. */
    static final int FAILED = 3;

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = KubeUserCommand.class.getPackage().getImplementationVersion();
            return new String[] {"kubeuser " + (version == null ? "(not from its jar)" : version)};
        }
    }

    private final Map<String, String> settings;
    private final boolean isOfBuild;

    /** With the settings of system properties. */
    private KubeUserCommand() {
        this(
                System.getProperties().stringPropertyNames().stream()
                        .collect(Collectors.toMap(key -> key, System::getProperty)),
                false);
    }

    private KubeUserCommand(Map<String, String> settings, boolean isOfBuild) {
        this.settings = settings;
        this.isOfBuild = isOfBuild;
    }

    /** {@return the program that a command is of} */
    static KubeUserCommand of(CommandSpec command) {
        return (KubeUserCommand) command.root().userObject();
    }

    /** {@return the settings by their keys, for what no option sets} */
    Map<String, String> settings() {
        return settings;
    }

    /** {@return whether a build tool runs this, so that settings are named in messages, not options} */
    boolean isOfBuild() {
        return isOfBuild;
    }

    /**
     * Runs a command, and ends the JVM with its exit code.
     *
     * @param arguments the name of the command, its options and its operands
     */
    public static void main(String... arguments) {
        System.exit(run(writer(System.out), writer(System.err), arguments));
    }

    /** A terminal has the charset of the machine. */
    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, Charset.defaultCharset());
    }

    /** Runs a command, and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return run(new KubeUserCommand(), out, err, arguments);
    }

    /**
     * Runs a command in the JVM of a build tool. Its messages name settings where those of the command line name
     * options.
     *
     * @param settings the properties of the build by their keys, for what no option sets
     * @param out takes what the command prints
     * @param err takes what is wrong
     * @param arguments the name of the command, its options and its operands
     * @return the exit code, as the command's help has it; 2 also if a key that begins with {@code kubeuser.} is not
     *     that of a setting
     */
    public static int run(Map<String, String> settings, PrintWriter out, PrintWriter err, String... arguments) {
        try {
            Setting.requireKnown(settings.keySet(), "a property of the build");
        } catch (ConfigurationException unknown) {
            err.println(unknown.getMessage());
            return USAGE;
        }
        return run(new KubeUserCommand(Map.copyOf(settings), true), out, err, arguments);
    }

    private static int run(KubeUserCommand program, PrintWriter out, PrintWriter err, String... arguments) {
        int exitCode = new CommandLine(program)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                // An operand that begins with @ is a name like others, not a file of operands.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(KubeUserCommand::report)
                .setExecutionExceptionHandler(KubeUserCommand::report)
                .execute(arguments);
        // The end of a JVM does not flush: what ends in no newline would be lost.
        out.flush();
        err.flush();
        return exitCode;
    }

    /** Reports wrong usage in a line or two, without control sequences of terminals and commands of CI systems. */
    private static int report(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(Printable.text(String.valueOf(mistake.getMessage())));
        if (arguments.length == 0) {
            command.usage(err);
            return USAGE;
        }
        boolean isHelp = arguments.length > 1 && arguments[0].equals("help");
        ParameterException guessed = isHelp ? new UnmatchedArgumentException(command, List.of(arguments[1])) : mistake;
        if (!UnmatchedArgumentException.printSuggestions(guessed, err)) {
            boolean isOfCommand = command.getParent() != null;
            err.println("kubeuser help "
                    + (isOfCommand ? command.getCommandName() + " lists its options" : "lists the commands"));
        }
        return USAGE;
    }

    /** Reports a failure by its message, because a stack trace does not help users. */
    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr()
                .println("kubeuser " + command.getCommandName() + ": "
                        + OptionNames.in(message(failure), command.getCommandSpec()));
        boolean isInput = failure instanceof ConfigurationException
                || (failure instanceof ManifestException && !(failure.getCause() instanceof TimeoutException))
                || failure instanceof AccessQueryException
                || failure instanceof IllegalArgumentException;
        boolean isSaid = isInput
                || failure instanceof KubeUserException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException;
        if (!isSaid) {
            failure.printStackTrace(command.getErr());
        }
        return isInput ? USAGE : FAILED;
    }

    /** A file system's failure may be the name of a file alone. */
    private static String message(Exception failure) {
        return Printable.lines(
                failure instanceof FileSystemException ofFile && ofFile.getFile() != null
                        ? ofFile.getFile() + " cannot be read or written: " + TextFile.reason(ofFile)
                        : String.valueOf(failure.getMessage()));
    }
}
