package dev.kubeuser.archive;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A manual page for the command and for each subcommand, in the macros of {@code man}, from picocli's model. picocli's own generator
 * writes AsciiDoc, of which only a JRuby of 30 MB makes manual pages.
 */
record ManPages(CommandLine command, String version, String date) {

    /** {@return the pages, by name of the file} */
    Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put(command.getCommandName() + ".1", page(command));
        new TreeMap<>(command.getSubcommands())
                .values()
                .forEach(subcommand -> pages.put(nameOf(subcommand) + ".1", page(subcommand)));
        return pages;
    }

    private static String nameOf(CommandLine of) {
        return of.getCommandSpec().qualifiedName("-");
    }

    private String page(CommandLine of) {
        CommandSpec spec = of.getCommandSpec();
        String description = text(spec.usageMessage().description());
        StringBuilder page = new StringBuilder();
        page.append(".TH ").append(quoted(nameOf(of).toUpperCase(Locale.ROOT))).append(" 1 ");
        page.append(quoted(date))
                .append(' ')
                .append(quoted("kubeuser " + version))
                .append(" \"kubeuser\"\n");
        page.append(".SH NAME\n").append(escaped(nameOf(of))).append(" \\- ");
        page.append(escaped(Completion.firstSentence(description))).append('\n');
        page.append(".SH SYNOPSIS\n")
                .append(escaped(of.getHelp().synopsis(0).strip()))
                .append('\n');
        page.append(".SH DESCRIPTION\n").append(escaped(description)).append('\n');
        parameters(page, spec);
        options(page, spec);
        commands(page, of);
        exitCodes(page, spec);
        return page.toString();
    }

    private static void parameters(StringBuilder page, CommandSpec spec) {
        List<PositionalParamSpec> shown = spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .toList();
        if (!shown.isEmpty()) {
            page.append(".SH OPERANDS\n");
            shown.forEach(parameter -> item(page, parameter.paramLabel(), text(parameter.description())));
        }
    }

    private static void options(StringBuilder page, CommandSpec spec) {
        page.append(".SH OPTIONS\n");
        spec.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .forEach(option -> item(page, names(option), text(option.description()) + byDefault(option)));
    }

    private static String names(OptionSpec option) {
        String value = option.arity().max() > 0 ? " " + option.paramLabel() : "";
        return Arrays.stream(option.names()).collect(Collectors.joining(", ")) + value;
    }

    private static String byDefault(ArgSpec argument) {
        return argument.defaultValue() == null ? "" : " Default: " + argument.defaultValue();
    }

    private static void commands(StringBuilder page, CommandLine of) {
        if (!of.getSubcommands().isEmpty()) {
            page.append(".SH COMMANDS\n");
            new TreeMap<>(of.getSubcommands())
                    .values()
                    .forEach(subcommand -> item(
                            page,
                            nameOf(subcommand) + "(1)",
                            text(subcommand.getCommandSpec().usageMessage().description())));
        }
    }

    private static void exitCodes(StringBuilder page, CommandSpec spec) {
        page.append(".SH \"EXIT STATUS\"\n");
        spec.usageMessage().exitCodeList().forEach((code, when) -> item(page, code.strip(), when));
    }

    private static void item(StringBuilder page, String term, String description) {
        page.append(".TP\n\\fB")
                .append(escaped(term))
                .append("\\fR\n")
                .append(escaped(description))
                .append('\n');
    }

    private static String text(String... lines) {
        return CommandLine.Help.Ansi.OFF.string(String.join(" ", lines)).strip();
    }

    private static String quoted(String text) {
        return '"' + escaped(text).replace("\"", "\\(dq") + '"';
    }

    /** A hyphen that is meant as typed; a line that begins with a dot or a quote is text. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
    }
}
