// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options with the meaning of settings, which the library's messages name. */
final class OptionNames {

    private static final Pattern NAME = Pattern.compile("kubeuser(?:\\.[a-z0-9-]+)+(=)?");

    /** The advice on an element of annotations that has an option. */
    private static final Pattern SKIPPED = Pattern.compile("write skipKinds = (\\{[^}]*}|\"[A-Za-z0-9]+\")");

    private static final Pattern KIND = Pattern.compile("[A-Za-z0-9]+");

    private static final Map<String, String> BY_NAME = Map.ofEntries(
            Map.entry("kubeuser.cluster", "--cluster"),
            Map.entry("kubeuser.context", "--context"),
            Map.entry("kubeuser.kubeconfig", "--kubeconfig"),
            Map.entry("kubeuser.kubernetes.version", "--kubernetes"),
            Map.entry("kubeuser.authentication", "--authentication"),
            Map.entry("kubeuser.simulated-workloads", "--simulated-workloads"),
            Map.entry("kubeuser.keep-garbage", "--keep-garbage"),
            Map.entry("kubeuser.proof-limit", "--proof-limit"),
            Map.entry("kubeuser.report", "--report"),
            Map.entry("kubeuser.require.coverage", "--coverage"),
            Map.entry("kubeuser.require.mutation-score", "--mutation-score"),
            Map.entry("kubeuser.require.accepted-risks", "--accepted-risks"),
            Map.entry("kubeuser.require.no-escalation", "--no-escalation"),
            Map.entry("kubeuser.require.no-denials", "--no-denials"));

    private OptionNames() {}

    /** Returns a message that names the options of a command, as far as it has them. */
    static String in(String message, CommandSpec command) {
        return KubeUserCommand.of(command).isOfBuild()
                ? message
                : NAME.matcher(SKIPPED.matcher(message).replaceAll(OptionNames::skipping))
                        .replaceAll(found -> Matcher.quoteReplacement(named(found, command)));
    }

    private static String skipping(MatchResult kinds) {
        return KIND.matcher(kinds.group(1))
                .results()
                .map(kind -> "--skip-kind " + kind.group())
                .collect(Collectors.joining(" ", "add ", ""));
    }

    private static String named(MatchResult found, CommandSpec command) {
        boolean isAssigned = found.group(1) != null;
        String name = isAssigned ? found.group().substring(0, found.group().length() - 1) : found.group();
        OptionSpec option = command.findOption(BY_NAME.getOrDefault(name, ""));
        // The option --kubeconfig of "run" takes kubeconfigs of subjects.
        return option == null || option.typeInfo().isMap()
                ? found.group()
                : option.longestName() + (isAssigned ? " " : "");
    }
}
