package dev.kubeuser.internal.jupiter;

import dev.kubeuser.coverage.internal.Thresholds;
import dev.kubeuser.internal.settings.Setting;
import dev.kubeuser.internal.settings.Settings;
import dev.kubeuser.rbac.escalation.RiskAcceptance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Reads what a run has to prove. */
final class ThresholdSettings {

    private static final int ALL = 100;

    private ThresholdSettings() {}

    /** Finds mistakes before anything starts. */
    static Thresholds of(ExtensionContext context) {
        Settings settings = new Settings(context);
        Thresholds thresholds = new Thresholds(
                percent(settings, Setting.REQUIRE_COVERAGE),
                percent(settings, Setting.REQUIRE_MUTATION_SCORE),
                settings.read(Setting.REQUIRE_ACCEPTED_RISKS, ThresholdSettings::risks)
                        .orElse(null));
        if (thresholds.isAny() && new RecordScope(context).directory().isEmpty()) {
            throw new ExtensionConfigurationException(Setting.REPORT.key() + "=off: what " + Setting.REQUIRE
                    + " settings require is not known without the report; remove one of them");
        }
        return thresholds;
    }

    private static OptionalInt percent(Settings settings, Setting setting) {
        return settings.read(setting, ThresholdSettings::parsePercent)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static int parsePercent(String text) {
        int percent = Settings.parseInteger(text);
        if (percent < 0 || percent > ALL) {
            throw new IllegalArgumentException("whole percent from 0 to 100 are needed");
        }
        return percent;
    }

    private static List<RiskAcceptance> risks(String file) {
        List<RiskAcceptance> accepted = new ArrayList<>();
        List<String> lines = lines(Path.of(file));
        for (String line : lines) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                accepted.add(parse(text));
            }
        }
        return List.copyOf(accepted);
    }

    private static RiskAcceptance parse(String line) {
        try {
            return RiskAcceptance.parse(line);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("the line \"" + line + "\": " + malformed.getMessage(), malformed);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "there is no such file to be read; make an empty one if no risky permission is accepted",
                    unreadable);
        }
    }
}
