package dev.kubeuser.archive;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the shells complete, from picocli's model of the command. */
record Completion(CommandLine command) {

    String bash() {
        return AutoComplete.bash(command.getCommandName(), command);
    }

    /** The function for bash: zsh has an interpreter of those. The first call only defines it. */
    String zsh() {
        String name = command.getCommandName();
        return "#compdef " + name + "\n" + bash() + "\n_bash_complete -o default -F _complete_" + name + "\n";
    }

    String fish() {
        String name = command.getCommandName();
        StringBuilder script = new StringBuilder("# fish completion for " + name + "\n");
        options(script, name + " -n __fish_use_subcommand", command.getCommandSpec());
        new TreeMap<>(command.getSubcommands()).forEach((subcommand, of) -> {
            CommandSpec spec = of.getCommandSpec();
            script.append("complete -c ")
                    .append(name)
                    .append(" -n __fish_use_subcommand -a ")
                    .append(subcommand);
            describe(script, spec.usageMessage().description());
            options(script, name + " -n '__fish_seen_subcommand_from " + subcommand + "'", spec);
        });
        return script.toString();
    }

    private static void options(StringBuilder script, String condition, CommandSpec spec) {
        for (OptionSpec option : spec.options()) {
            if (option.hidden()) {
                continue;
            }
            script.append("complete -c ").append(condition);
            for (String name : option.names()) {
                script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            if (option.arity().max() > 0) {
                script.append(" -r");
            }
            if (option.completionCandidates() != null) {
                script.append(" -f -a '").append(values(option)).append('\'');
            }
            describe(script, option.description());
        }
    }

    private static String values(OptionSpec option) {
        return Stream.of(option.completionCandidates())
                .flatMap(values -> StreamSupport.stream(values.spliterator(), false))
                .collect(Collectors.joining(" "));
    }

    private static void describe(StringBuilder script, String... description) {
        String text = firstSentence(String.join(" ", description));
        script.append(" -d '")
                .append(text.replace("\\", "\\\\").replace("'", "\\'"))
                .append("'\n");
    }

    /** A line of a menu has room for no more. */
    static String firstSentence(String text) {
        String plain = CommandLine.Help.Ansi.OFF.string(text).replace('\n', ' ').strip();
        int end = plain.indexOf(". ");
        return end < 0 ? plain : plain.substring(0, end + 1);
    }

    /** {@return the files of all shells, by their path below {@code share}} */
    Map<String, String> files() {
        String name = command.getCommandName();
        return Map.of(
                "bash-completion/completions/" + name, bash(),
                "zsh/site-functions/_" + name, zsh(),
                "fish/vendor_completions.d/" + name + ".fish", fish());
    }
}
