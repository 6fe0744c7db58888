package dev.kubeuser.jupiter.internal;

import dev.kubeuser.proof.internal.Thresholds;
import dev.kubeuser.report.internal.Gate;
import dev.kubeuser.report.internal.ReportDestination;
import dev.kubeuser.run.internal.ReportSink;
import dev.kubeuser.settings.internal.RequiredThresholds;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Checks a run against its thresholds when the engine ends. An exception thrown there fails the build; one thrown at
 * the end of the launcher session is at best logged. At the end of the engine, the clusters of the session are still
 * running.
 *
 * <p>A JVM knows only its own records. Whoever holds a whole build against its thresholds uses {@link Gate}, too.
 */
final class ThresholdCheck implements AutoCloseable {

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
        ReportSink report = session.get(ReportSink.class, ReportSink.class);
        List<String> unmet = report == null ? List.of(Gate.NOTHING) : unmet(report);
        if (!unmet.isEmpty()) {
            throw new AssertionError(Gate.message(Setting.REQUIRE + " settings require", unmet));
        }
    }

    /** Logs what to add, because build tools print the message of an error more than once. */
    private List<String> unmet(ReportSink report) {
        report.takeFromRunningClusters();
        Gate gate = new Gate(thresholds);
        List<String> unmet = new ArrayList<>(gate.unmet(report.analysis(), report.missing()));
        List<Path> directories = report.directory().stream().toList();
        gate.tests(report.analysis(), directories).ifPresent(tests -> {
            LOG.log(System.Logger.Level.WARNING, "kubeuser: " + tests);
            unmet.add("the log has the tests to add, and " + Gate.reports(directories) + " all of them");
        });
        return unmet;
    }

    /** Returns only what each test checks for a run of only some tests, or one that writes golden files. */
    private static Thresholds inForce(Settings settings) {
        Thresholds thresholds = read(settings);
        Optional<String> partial = thresholds.isAny() ? RequiredThresholds.whyPartial(settings) : Optional.empty();
        if (partial.isEmpty()) {
            return thresholds;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: " + partial.get() + ", so " + Setting.REQUIRE + " settings are not checked");
        return new Thresholds(OptionalInt.empty(), OptionalInt.empty(), null, thresholds.noDenials());
    }

    private static Thresholds read(Settings settings) {
        Thresholds thresholds = RequiredThresholds.read(settings);
        if (thresholds.isAny() && settings.reportDestination() instanceof ReportDestination.Off) {
            throw new ExtensionConfigurationException(Setting.REPORT.key() + "=off: what " + Setting.REQUIRE
                    + " settings require is known only from what is recorded for the report; remove one of them");
        }
        return thresholds;
    }
}
