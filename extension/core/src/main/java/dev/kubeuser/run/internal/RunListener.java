// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.run.TestCase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** Hears what happens in a run of tests. Closing it ends the run. Thread-safe. */
public interface RunListener extends AutoCloseable {

    /**
     * Begins to listen to a cluster, until the listener is closed or the cluster is abandoned.
     *
     * @param cluster the cluster, which runs or is being started
     * @param tests knows which test a request belongs to
     */
    ClusterListener begin(SharedCluster cluster, RunningTests tests);

    /** Hears how a user got a certificate. */
    void issued(CertificateTimeline timeline);

    /** Writes what is known so far; empty if nothing is to be written, or nothing is new. */
    Optional<Written> write();

    /**
     * Reads what {@code kubeuser.require} settings require of the run, for its report and for {@link #check}. Until
     * then nothing is required.
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
     * The written report.
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

    /** Hears what is applied to a cluster under test, and what its API server refuses. Thread-safe. */
    interface ClusterListener extends AutoCloseable {

        /** Hears of namespaces that were created for tests. */
        void created(OwnNamespaces namespaces);

        /**
         * Hears that objects are in force.
         *
         * @param objects objects of the policy under test
         * @param namespace the namespace of those that name none
         * @return to be run when this user of the objects has removed them
         */
        Runnable applied(List<ManifestObject> objects, String namespace);

        /** Returns what was refused during a test so far although no test expected it. */
        List<? extends UnexpectedDenial> denialsOf(TestCase test);

        /**
         * Returns what was refused in no known test, each once.
         *
         * @param users the names of the users whose denials are wanted
         */
        List<? extends UnexpectedDenial> takeDenialsOfNoTest(Set<String> users);

        @Override
        void close();
    }

    /** A request that was refused although no test expected it. */
    interface UnexpectedDenial {

        /** Returns the name of the user who was refused. */
        String userName();

        /** Whether a request was refused for want of a rule. */
        boolean isRefusal();

        /** Whether nothing was refused: an answer to a review lacks what the subject needs. */
        boolean isOfReview();

        /** Returns what was refused, and what would allow it. */
        List<String> lines();
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
                            + " needs the record of the tests: add dev.kubeuser:kubeuser-proof, which makes it, to "
                            + "the class path",
                    null));
        }
    }
}
