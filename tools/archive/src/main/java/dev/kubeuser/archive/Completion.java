package dev.kubeuser.archive;

import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;

/** What the shells complete, from picocli's model of the command. */
record Completion(CommandLine command) {

    private String bash() {
        return AutoComplete.bash(command.getCommandName(), command);
    }

    /** The function for bash: zsh has an interpreter of those. The first call only defines it. */
    private String zsh() {
        String name = command.getCommandName();
        return "#compdef " + name + "\n" + bash() + "\n_bash_complete -o default -F _complete_" + name + "\n";
    }

    /** {@return the files of all shells, by their path below {@code share}} */
    Map<String, String> files() {
        String name = command.getCommandName();
        return Map.of("bash-completion/completions/" + name, bash(), "zsh/site-functions/_" + name, zsh());
    }
}
