package dev.kubeuser.run.internal;

import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.settings.internal.ReportDestination;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Hears what happens in a run of tests. Closing it ends the run. Thread-safe. */
public interface RunListener extends AutoCloseable {

    /**
     * Begins to listen to a cluster, until the listener is closed or the cluster is abandoned.
     *
     * @param cluster the cluster, which runs or is being started
     * @param tests tells which test a request belongs to
     */
    ClusterListener begin(SharedCluster cluster, RunningTests tests);

    /** Hears how a user got a certificate. */
    void issued(CertificateTimeline timeline);

    /** Writes what is known so far; empty if nothing is to be written, or nothing is new. */
    Optional<Written> write();

    /**
     * Reads what {@code kubeuser.require} settings require of the run, for its report and for {@link #check}. Until then
     * nothing is required.
     *
     * @throws RuntimeException that of the settings, if a value is malformed
     */
    void require(Settings settings);

    /**
     * Holds the run against what is required of it.
     *
     * @throws AssertionError if it falls short
     */
    void check();

    @Override
    void close();

    /**
     * What was written.
     *
     * @param directory where
     * @param files the names of the files there, with their media types
     */
    record Written(Path directory, Map<String, String> files) {

        /** Copies the map. */
        public Written {
            files = Map.copyOf(files);
        }
    }

    /** Opens the listener of each run. The artifact {@code kubeuser-proof} has one, found by {@link ServiceLoader}. */
    interface Provider {

        /** The provider on the class path; empty without {@code kubeuser-proof}. */
        Optional<Provider> FOUND = ServiceLoader.load(Provider.class, Provider.class.getClassLoader())
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
        static Provider require(Settings settings, String wish) {
            return FOUND.orElseThrow(() -> settings.complain(
                    wish
                            + " needs the record of the tests: add dev.kubeuser:kubeuser-proof, which makes it, to the class"
                            + " path",
                    null));
        }
    }
}
