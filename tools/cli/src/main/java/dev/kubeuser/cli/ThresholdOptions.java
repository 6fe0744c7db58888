package dev.kubeuser.cli;

import dev.kubeuser.analysis.internal.RequiredThresholds;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options with the meaning of the settings {@code kubeuser.require.*}. */
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
            description = "The risky permissions that the policy may have, one a line.")
    @Nullable
    String acceptedRisks;

    @Option(names = "--no-denials", description = "No request may be refused that its test does not expect to be.")
    boolean noDenials;

    @Option(
            names = "--proof-limit",
            paramLabel = "DURATION",
            description = "How long the judging of mutants may take, as in 60s; any time by default.")
    @Nullable
    String proofLimit;

    Thresholds thresholds() {
        return RequiredThresholds.read(settings());
    }

    @Nullable
    Duration limit() {
        return settings().proofLimit();
    }

    private Settings settings() {
        Map<String, String> given = new HashMap<>();
        put(given, Setting.REQUIRE_COVERAGE, coverage);
        put(given, Setting.REQUIRE_MUTATION_SCORE, mutationScore);
        put(given, Setting.REQUIRE_ACCEPTED_RISKS, acceptedRisks);
        put(given, Setting.REQUIRE_NO_DENIALS, noDenials ? "true" : null);
        put(given, Setting.PROOF_LIMIT, proofLimit);
        return new Settings(key -> Optional.ofNullable(given.get(key)), ConfigurationException::new);
    }

    private static void put(Map<String, String> given, Setting setting, @Nullable String value) {
        if (value != null) {
            given.put(setting.key(), value);
        }
    }
}
