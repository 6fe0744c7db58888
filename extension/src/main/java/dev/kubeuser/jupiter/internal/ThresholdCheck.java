package dev.kubeuser.jupiter.internal;

import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.coverage.internal.analysis.Thresholds;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.rbac.escalation.RiskAcceptance;
import dev.kubeuser.report.internal.ReportDestination;
import dev.kubeuser.session.internal.ReportSink;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Checks a run against its thresholds when the engine ends. An exception thrown there fails the build; one thrown at
 * the end of the launcher session is at best logged. At the end of the engine, the clusters of the session are still
 * running.
 *
 * <p>A JVM knows only its own records.
 */
final class ThresholdCheck implements AutoCloseable {

    private static final List<String> NOTHING =
            List.of("no policy was under test; apply one by @KubeManifests, or remove the requirement");

    private static final int ALL = 100;

    /** The property by which Maven selects tests. */
    private static final String SELECTED_TESTS = "test";

    private static final System.Logger LOG = System.getLogger(ThresholdCheck.class.getName());

    private final Thresholds thresholds;
    private final ExtensionStore session;

    private ThresholdCheck(Thresholds thresholds, ExtensionStore session) {
        this.thresholds = thresholds;
        this.session = session;
    }

    /** Creates the check of a run. A mutation trial has no thresholds. */
    static ThresholdCheck of(ExtensionContext context, Settings settings) {
        ExtensionStore session = ExtensionStore.ofSession(context);
        boolean isTrial = session.get(MutantInForce.class, MutantInForce.class) != null;
        return new ThresholdCheck(isTrial ? Thresholds.none() : inForce(settings), session);
    }

    /** Returns the thresholds of the run. */
    Thresholds thresholds() {
        return thresholds;
    }

    @Override
    public void close() {
        if (!thresholds.isAny()) {
            return;
        }
        List<String> unmet = Optional.ofNullable(session.get(ReportSink.class, ReportSink.class))
                .map(this::unmet)
                .orElse(NOTHING);
        if (!unmet.isEmpty()) {
            throw new AssertionError(message(unmet));
        }
    }

    /**
     * Returns what is unmet. Missing records count as unmet, since the rest does not show whether the whole is enough.
     */
    private List<String> unmet(ReportSink report) {
        RunRecord runRecord = report.soFar();
        List<String> unmet = new ArrayList<>(report.missing());
        if (!runRecord.states().isEmpty()) {
            unmet.addAll(thresholds.unmet(report.analysis()));
        } else if (unmet.isEmpty()) {
            return NOTHING;
        }
        return unmet;
    }

    private static String message(List<String> unmet) {
        String begin = System.lineSeparator() + "- ";
        return "The tests prove less than " + Setting.REQUIRE + " settings require:" + begin
                + String.join(begin, unmet);
    }

    /** Returns only what each test checks for a run of only some tests, or one that writes golden files. */
    private static Thresholds inForce(Settings settings) {
        Thresholds thresholds = read(settings);
        String partial = thresholds.isAny() ? whyPartial(settings) : null;
        if (partial == null) {
            return thresholds;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: " + partial + ", so " + Setting.REQUIRE + " settings are not checked");
        return new Thresholds(OptionalInt.empty(), OptionalInt.empty(), null, thresholds.noDenials());
    }

    private static @Nullable String whyPartial(Settings settings) {
        if (settings.read(Setting.GOLDEN, text -> text).filter("update"::equals).isPresent()) {
            return Setting.GOLDEN.key() + "=update writes golden files";
        }
        String selected = settings.parameter(SELECTED_TESTS);
        return selected == null || selected.isBlank() ? null : "only some tests run (-Dtest=" + selected + ")";
    }

    private static Thresholds read(Settings settings) {
        Thresholds thresholds = new Thresholds(
                percent(settings, Setting.REQUIRE_COVERAGE),
                percent(settings, Setting.REQUIRE_MUTATION_SCORE),
                settings.read(Setting.REQUIRE_ACCEPTED_RISKS, ThresholdCheck::risks)
                        .orElse(null),
                settings.flag(Setting.REQUIRE_NO_DENIALS));
        if (thresholds.isAny() && settings.reportDestination() instanceof ReportDestination.Off) {
            throw new ExtensionConfigurationException(Setting.REPORT.key() + "=off: what " + Setting.REQUIRE
                    + " settings require is known only from what is recorded for the report; remove one of them");
        }
        return thresholds;
    }

    private static OptionalInt percent(Settings settings, Setting setting) {
        return settings.read(setting, ThresholdCheck::parsePercent)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static int parsePercent(String text) {
        int percent = Settings.parseInteger(
                text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text);
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
            return TextFile.read(file).lines().toList();
        } catch (IOException unreadable) {
            String advice = Files.notExists(file) ? "; make an empty one if no risky permission is accepted" : "";
            throw new IllegalArgumentException(unreadable.getMessage() + advice, unreadable);
        }
    }
}
