// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.run.internal.Settings;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * Options with the meaning of the settings {@code kubeuser.require.*}. A system property can set what no option sets,
 * as in the JVM of tests.
 */
final class ThresholdOptions {

    @Option(names = "--coverage", paramLabel = "PERCENT", description = "How many permissions have to be covered.")
    @Nullable
    String coverage;

    @Option(names = "--mutation-score", paramLabel = "PERCENT", description = "How many mutants have to be killed.")
    @Nullable
    String mutationScore;

    @Option(
            names = "--accepted-risks",
            paramLabel = "FILE",
            description = "The risky permissions and escalation paths that the policy may have, one a line.")
    @Nullable
    String acceptedRisks;

    @Option(
            names = "--no-escalation",
            description =
                    "No subject of the policy may be able to become cluster-admin, by a path that is not accepted.")
    boolean noEscalation;

    @Option(names = "--no-denials", description = "No request may be refused that its test does not expect to be.")
    boolean noDenials;

    @Option(
            names = "--proof-limit",
            paramLabel = "DURATION",
            description = "How long the judging of mutants may take, as in 60s; any time by default.")
    @Nullable
    String proofLimit;

    /** Reads the options, or the settings of the same meaning. */
    BuildSettings settings(CommandSpec command) {
        Map<String, String> given = new HashMap<>(KubeUserCommand.of(command).settings());
        put(given, "kubeuser.require.coverage", coverage);
        put(given, "kubeuser.require.mutation-score", mutationScore);
        put(given, "kubeuser.require.accepted-risks", acceptedRisks);
        put(given, "kubeuser.require.no-escalation", noEscalation ? "true" : null);
        put(given, "kubeuser.require.no-denials", noDenials ? "true" : null);
        put(given, "kubeuser.proof-limit", proofLimit);
        return BuildSettings.of(Settings.of(given));
    }

    private static void put(Map<String, String> given, String key, @Nullable String option) {
        if (option != null) {
            given.put(key, option);
        }
    }
}
