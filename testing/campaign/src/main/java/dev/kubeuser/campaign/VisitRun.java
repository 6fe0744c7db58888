package dev.kubeuser.campaign;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The program of a JVM under a fault: runs one test class, prints the failures, and exits with their number. */
final class VisitRun {

    /** Begins the line of a failure; its message follows. */
    static final String FAILURE = "campaign: failure: ";

    /** Names the test class; by default {@link Visit}. */
    static final String VISIT = "campaign.visit";

    private VisitRun() {}

    public static void main(String[] arguments) throws ClassNotFoundException {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        try (LauncherSession session = LauncherFactory.openSession()) {
            Launcher launcher = session.getLauncher();
            launcher.execute(
                    LauncherDiscoveryRequestBuilder.request()
                            .selectors(selectClass(Class.forName(System.getProperty(VISIT, Visit.class.getName()))))
                            .build(),
                    summary);
        }
        List<TestExecutionSummary.Failure> failures = summary.getSummary().getFailures();
        failures.forEach(failure -> System.out.println(FAILURE + failure.getException()));
        System.exit(failures.size());
    }
}
