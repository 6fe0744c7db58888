package dev.kubeuser.run.internal;

import dev.kubeuser.settings.internal.ReportDestination;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.util.Optional;
import java.util.ServiceLoader;

/** Opens the listener of each run. The artifact {@code kubeuser-proof} has one, found by {@link ServiceLoader}. */
public interface RunListenerProvider {

    /** The provider on the class path; empty without {@code kubeuser-proof}. */
    Optional<RunListenerProvider> FOUND = ServiceLoader.load(
                    RunListenerProvider.class, RunListenerProvider.class.getClassLoader())
            .findFirst();

    /**
     * Opens the listener of a run.
     *
     * @param settings the settings of the run
     * @param destination where the report goes
     */
    RunListener open(Settings settings, ReportDestination destination);

    /**
     * Requires that something listens, if a setting asks for a report.
     *
     * @throws RuntimeException that of the settings, if nothing does
     */
    static void requireIfReported(Settings settings, ReportDestination destination) {
        if (settings.isSet(Setting.REPORT) && !(destination instanceof ReportDestination.Off)) {
            require(settings, Setting.REPORT.key());
        }
    }

    /**
     * Returns the provider on the class path.
     *
     * @param wish what needs the record, for the message
     * @throws RuntimeException that of the settings, if there is none
     */
    static RunListenerProvider require(Settings settings, String wish) {
        return FOUND.orElseThrow(() -> settings.complain(
                wish + " needs the record of the tests: add dev.kubeuser:kubeuser-proof, which makes it, to the class"
                        + " path",
                null));
    }
}
