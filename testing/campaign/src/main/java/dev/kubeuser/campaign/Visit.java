// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.list;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The tests of a run under a fault, and the program of its JVM, which prints the failures and exits with their number.
 * With {@value #HOLD} the tests report that they are ready, wait until the file named there is gone, and ask once more.
 */
@KubeManifests("classpath:policy/")
class Visit {

    static final String HOLD = "campaign.hold";
    static final String READY = "campaign: ready";

    /** Begins the line of a failure; its message follows. */
    static final String FAILURE = "campaign: failure: ";

    public static void main(String[] arguments) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(Visit.class))
                                    .build(),
                            summary);
        }
        List<TestExecutionSummary.Failure> failures = summary.getSummary().getFailures();
        failures.forEach(failure -> System.out.println(FAILURE + failure.getException()));
        System.exit(failures.size());
    }

    @Test
    void policy_holds(
            @KubeUser(value = "alice", groups = "developers") KubeAccess alice,
            @KubeUser("alice") PemFiles files,
            @KubeServiceAccount("default/robot") KubeAccess robot)
            throws IOException, InterruptedException {
        ask(alice, robot);
        requirePrivate(files.privateKey());
        String hold = System.getProperty(HOLD, "");
        if (!hold.isEmpty()) {
            System.out.println(READY);
            while (Files.exists(Path.of(hold))) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            ask(alice, robot);
        }
    }

    private static void ask(KubeAccess alice, KubeAccess robot) {
        assertThat(alice).can(list("namespaces")).cannot(delete("namespaces"));
        assertThat(robot).cannot(list("namespaces"));
        assertThat(alice.get("/api/v1/namespaces")).isOk();
        assertThat(robot.get("/api/v1/namespaces")).isForbidden();
    }

    private static void requirePrivate(Path key) throws IOException {
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(key));
        if (!permissions.equals("rw-------")) {
            throw new AssertionError("The private key is readable by others: " + permissions);
        }
    }
}
