package dev.kubeuser.internal.jupiter;

import dev.kubeuser.coverage.internal.RunRecord;
import dev.kubeuser.coverage.internal.RunAnalysis;
import dev.kubeuser.coverage.internal.Thresholds;
import dev.kubeuser.internal.settings.Setting;
import dev.kubeuser.session.internal.MutantInForce;
import dev.kubeuser.session.internal.ReportSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Holds a run against what it has to prove, when the engine ends: what is thrown there fails the build, while what is
 * thrown at the end of the launcher's session is at best logged. Clusters of the session are running still.
 *
 * <p>A JVM knows what it has recorded itself, and no other's.
 */
final class ThresholdCheck implements AutoCloseable {

    private static final List<String> NOTHING =
            List.of("no policy was under test; apply one by @KubeManifests, or remove the requirement");

    private final Thresholds thresholds;
    private final ExtensionStore session;

    private ThresholdCheck(Thresholds thresholds, ExtensionStore session) {
        this.thresholds = thresholds;
        this.session = session;
    }

    /** Of the run that begins here; of one with a mistake put into its policy nothing is required. */
    static ThresholdCheck of(ExtensionContext context) {
        ExtensionStore session = ExtensionStore.ofSession(context);
        boolean isTrial = session.get(MutantInForce.class, MutantInForce.class) != null;
        return new ThresholdCheck(isTrial ? Thresholds.none() : ThresholdSettings.of(context), session);
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

    /** By a part of what was recorded nobody can say that all of it is enough. */
    private List<String> unmet(ReportSink report) {
        RunRecord runRecord = report.soFar();
        List<String> unmet = new ArrayList<>(report.missing());
        if (!runRecord.states().isEmpty()) {
            unmet.addAll(thresholds.unmet(RunAnalysis.of(runRecord)));
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
}
